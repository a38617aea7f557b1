/**
 * Policies tried on load schedules in virtual time: the deciding code of production, simulated
 * processors, and an optimum that knows the future to compare with.
 */
@NullMarked
package dev.rinha.simulation.schedule;

import org.jspecify.annotations.NullMarked;

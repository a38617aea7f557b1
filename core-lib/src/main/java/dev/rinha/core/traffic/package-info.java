/**
 * Traffic: by the minute, what arrived and what processors did. Counts and sums, nothing of a
 * single payment; small enough to be kept for days, and enough to simulate the time anew.
 */
@NullMarked
package dev.rinha.core.traffic;

import org.jspecify.annotations.NullMarked;

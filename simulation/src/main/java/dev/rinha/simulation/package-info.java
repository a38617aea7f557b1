/**
 * The deterministic simulation: real execution cores and the real in-memory store under a virtual
 * clock, among processors, networks, clients and workers that fail in every way known to us. One
 * seed decides everything that happens; what must never happen is checked after every step.
 * Single-threaded: a simulation is run by the thread that calls it, and several may run at the same
 * time.
 */
@NullMarked
package dev.rinha.simulation;

import org.jspecify.annotations.NullMarked;

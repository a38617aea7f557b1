/**
 * A simulated payment processor: the outside world of the challenge, small enough to embed in a
 * test and fast enough not to be what a benchmark measures.
 *
 * <p>Faithful to the real processor: the order admission, delay, failure, insert; inserts that
 * survive a client that hung up; 422 for a known correlationId; 429 beyond the concurrency limits;
 * the shared health window; the admin calls and their token; inclusive summary bounds at
 * microsecond precision.
 *
 * <p>Ours: payments live in memory and are limited in number (507 beyond), a field that is missing
 * or malformed is answered with 400 (the real one fills in defaults), every error carries one JSON
 * message, and the {@linkplain dev.rinha.simulator.Faults faults} that the real one has only by
 * accident.
 *
 * <p>Execution model: one virtual thread per connection, blocking. A delay is a sleeping virtual
 * thread; nothing interrupts it but {@link dev.rinha.simulator.ProcessorSimulator#stop()}.
 */
@NullMarked
package dev.rinha.simulator;

import org.jspecify.annotations.NullMarked;

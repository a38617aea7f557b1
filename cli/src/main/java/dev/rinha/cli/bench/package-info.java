/**
 * {@code rinha-cli bench}: the challenge's public test, and other schedules, against a running
 * backend.
 *
 * <p>Execution model: every simulated user, the stage driver and the consistency monitor run on a
 * virtual thread of their own with blocking calls; each thread owns its connections. {@link
 * dev.rinha.cli.bench.Measurements} is the only thing they share.
 */
@NullMarked
package dev.rinha.cli.bench;

import org.jspecify.annotations.NullMarked;

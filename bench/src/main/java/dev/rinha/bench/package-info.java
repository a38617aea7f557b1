/**
 * The challenge's public test, and other schedules, against a running backend: {@link BenchRun} is
 * one of them from purge to report.
 *
 * <p>Execution model: every simulated user, the stage driver and the consistency monitor run on a
 * virtual thread of their own with blocking calls; each thread owns its connections. {@link
 * dev.rinha.bench.load.LoadMeasurements} is the only thing they share.
 */
@NullMarked
package dev.rinha.bench;

import org.jspecify.annotations.NullMarked;

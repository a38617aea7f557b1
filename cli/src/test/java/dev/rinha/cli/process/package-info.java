/**
 * Tests of whole processes: JVMs that run the real main class, a real Redis with an append-only
 * file, and load. Processes are killed as {@code kill -9} does it; the processors live in the
 * test's own JVM, so that they survive and can be asked afterwards what they executed.
 *
 * <p>Redis runs with {@code appendfsync always}: the tests prove the promise that is made for that
 * setting. A killed Redis loses nothing with {@code everysec} either, because the file's pages
 * outlive the process; a power cut is what the two settings differ in.
 */
@NullMarked
package dev.rinha.cli.process;

import org.jspecify.annotations.NullMarked;

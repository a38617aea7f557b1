/**
 * {@code rinha-cli bench}: the challenge's public test, and other schedules, against a running
 * backend. What it does is the module {@code dev.rinha.bench}; here are its options, its exit codes
 * and what it shows on a terminal.
 */
@NullMarked
package dev.rinha.cli.bench;

import org.jspecify.annotations.NullMarked;

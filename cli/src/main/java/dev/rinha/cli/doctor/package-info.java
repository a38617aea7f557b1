/** {@code rinha-cli doctor}: what would break a promise, and what to do about it. */
@NullMarked
package dev.rinha.cli.doctor;

import org.jspecify.annotations.NullMarked;

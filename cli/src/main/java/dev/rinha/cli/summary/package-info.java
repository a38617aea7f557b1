/** {@code rinha-cli summary}: what was executed where, and what it cost. */
@NullMarked
package dev.rinha.cli.summary;

import org.jspecify.annotations.NullMarked;

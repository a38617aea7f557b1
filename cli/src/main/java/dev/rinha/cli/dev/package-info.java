/** The whole system on one machine, for trying and developing: {@code rinha-cli dev}. */
@NullMarked
package dev.rinha.cli.dev;

import org.jspecify.annotations.NullMarked;

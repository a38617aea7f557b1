/** {@code rinha-cli status}: how everything stands, on one screen. */
@NullMarked
package dev.rinha.cli.status;

import org.jspecify.annotations.NullMarked;

/** {@code rinha-cli replay}: doing again what was written down. */
@NullMarked
package dev.rinha.cli.replay;

import org.jspecify.annotations.NullMarked;

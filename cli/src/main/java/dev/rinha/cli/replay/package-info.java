/** {@code rinha-cli replay}: does again what was recorded. */
@NullMarked
package dev.rinha.cli.replay;

import org.jspecify.annotations.NullMarked;

/** {@code rinha-cli token}: tokens for those who ask a service. */
@NullMarked
package dev.rinha.cli.token;

import org.jspecify.annotations.NullMarked;

/** {@code rinha-cli purge}: forgets payments. */
@NullMarked
package dev.rinha.cli.purge;

import org.jspecify.annotations.NullMarked;

/** What operators do about payments in doubt. */
@NullMarked
package dev.rinha.cli.indoubt;

import org.jspecify.annotations.NullMarked;

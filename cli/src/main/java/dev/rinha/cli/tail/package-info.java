/** What becomes of payments, as it happens. */
@NullMarked
package dev.rinha.cli.tail;

import org.jspecify.annotations.NullMarked;

/**
 * Totals per processor for any window of time, from aggregates whose reading cost does not grow
 * with history.
 */
@NullMarked
package dev.rinha.core.summary;

import org.jspecify.annotations.NullMarked;

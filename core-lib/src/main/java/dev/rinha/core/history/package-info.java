/**
 * What was tried for one payment and why, as values that stores keep beside the payment: each store
 * knows how it writes them down, and nobody else does.
 */
@NullMarked
package dev.rinha.core.history;

import org.jspecify.annotations.NullMarked;

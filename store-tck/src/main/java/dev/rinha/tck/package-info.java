/**
 * What a store must keep, as tests that the author of a store runs: one suite for each concern, and
 * {@link dev.rinha.tck.PaymentStoreContract} of all. Both stores of the library pass it.
 */
@NullMarked
package dev.rinha.tck;

import org.jspecify.annotations.NullMarked;

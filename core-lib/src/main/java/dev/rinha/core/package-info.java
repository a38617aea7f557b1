/**
 * Rinha Payments, the library: {@link dev.rinha.core.PaymentRouter} is the way in. Everything
 * blocks and wants to be called from virtual threads.
 */
@NullMarked
package dev.rinha.core;

import org.jspecify.annotations.NullMarked;

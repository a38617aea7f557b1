/** What happens when a payment is offered more than once. */
@NullMarked
package dev.rinha.core.idempotency;

import org.jspecify.annotations.NullMarked;

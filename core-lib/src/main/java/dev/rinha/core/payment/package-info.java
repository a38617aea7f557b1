/** What a payment is and the states of its life. Values only; knows no other package. */
@NullMarked
package dev.rinha.core.payment;

import org.jspecify.annotations.NullMarked;

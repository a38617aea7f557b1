/**
 * A payment processor as seen from here: what it is called and charges, how it is asked to execute
 * a payment, and what its answers mean. Calls block and are made from virtual threads.
 */
@NullMarked
package dev.rinha.core.processor;

import org.jspecify.annotations.NullMarked;

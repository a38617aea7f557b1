/**
 * What users of the library say and see of the execution of payments: bounds, what an operator does
 * by hand, and what was tried for one payment.
 */
@NullMarked
package dev.rinha.core.execution;

import org.jspecify.annotations.NullMarked;

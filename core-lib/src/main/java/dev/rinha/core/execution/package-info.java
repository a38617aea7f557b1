/**
 * What users of the library say and see of the execution of payments: bounds, and what an operator
 * does by hand.
 */
@NullMarked
package dev.rinha.core.execution;

import org.jspecify.annotations.NullMarked;

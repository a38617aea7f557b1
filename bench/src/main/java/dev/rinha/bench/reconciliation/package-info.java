/**
 * After the load: until everything is executed, and every posted payment looked up at both
 * processors.
 */
@NullMarked
package dev.rinha.bench.reconciliation;

import org.jspecify.annotations.NullMarked;

/**
 * What clients did and were told, and whether that agrees with what processors did. For the tests
 * of every module. Thread safe.
 */
@NullMarked
package dev.rinha.core.clienthistory;

import org.jspecify.annotations.NullMarked;

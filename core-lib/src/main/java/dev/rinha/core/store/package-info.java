/**
 * The port to the store of record and the data that crosses it. Calls block and are made from
 * virtual threads; every call is one atomic step in the store.
 */
@NullMarked
package dev.rinha.core.store;

import org.jspecify.annotations.NullMarked;

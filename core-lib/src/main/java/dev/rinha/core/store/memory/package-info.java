/**
 * The store in this process's memory, for embedding and simulation. Nothing survives the process.
 */
@NullMarked
package dev.rinha.core.store.memory;

import org.jspecify.annotations.NullMarked;

/**
 * One store over several: the partitions, each of which is a whole store of its own. Calls block;
 * the parts of one that concerns several partitions run side by side, on virtual threads.
 */
@NullMarked
package dev.rinha.core.store.partitioned;

import org.jspecify.annotations.NullMarked;

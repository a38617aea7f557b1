/** Moving a store, as a whole, to another Redis or to another number of partitions. */
@NullMarked
package dev.rinha.cli.store;

import org.jspecify.annotations.NullMarked;

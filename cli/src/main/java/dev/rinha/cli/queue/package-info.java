/** Pausing, resuming and emptying the queue. */
@NullMarked
package dev.rinha.cli.queue;

import org.jspecify.annotations.NullMarked;

/** Which processor, and when: data in, data out. Nothing here reads a clock, sleeps or does I/O. */
@NullMarked
package dev.rinha.core.routing;

import org.jspecify.annotations.NullMarked;

/** What a router tells about its payments while they are executed. */
@NullMarked
package dev.rinha.core.event;

import org.jspecify.annotations.NullMarked;

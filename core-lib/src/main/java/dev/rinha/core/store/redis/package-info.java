/**
 * The store in Redis: atomic steps are Lua scripts, the queue is a stream with a consumer group.
 */
@NullMarked
package dev.rinha.core.store.redis;

import org.jspecify.annotations.NullMarked;

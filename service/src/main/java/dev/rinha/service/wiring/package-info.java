/**
 * Connects a role to the store in Redis and, where it executes, to the processors. The only place
 * that names both.
 */
@NullMarked
package dev.rinha.service.wiring;

import org.jspecify.annotations.NullMarked;

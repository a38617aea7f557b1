/**
 * The life of payments between the queue and the processors: a pure state machine that decides, and
 * the worker that carries its decisions out on virtual threads. Not for users: changes without
 * notice, and is exported to the simulation alone.
 */
@NullMarked
package dev.rinha.core.engine;

import org.jspecify.annotations.NullMarked;

/**
 * The life of payments between the queue and the processors: a pure state machine that decides, and
 * the worker that carries its decisions out on virtual threads.
 */
@NullMarked
package dev.rinha.core.execution;

import org.jspecify.annotations.NullMarked;

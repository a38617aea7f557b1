/**
 * The settings of a service process: one list of what can be set, where values come from, and the
 * typed result. Values only; read once at the start.
 */
@NullMarked
package dev.rinha.service.config;

import org.jspecify.annotations.NullMarked;

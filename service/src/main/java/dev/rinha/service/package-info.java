/**
 * The service: HTTP endpoints in front of the routing library, and the process around them.
 *
 * <p>Each request runs on a virtual thread of its own and may block. Endpoints are immutable and
 * shared by all of them. Which endpoints a process has is decided once, by its {@link
 * dev.rinha.service.role.Role}.
 */
@NullMarked
package dev.rinha.service;

import org.jspecify.annotations.NullMarked;

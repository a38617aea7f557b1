/**
 * What a process is there for, with what it needs to do it: small ports, filled by the wiring,
 * asked by the HTTP endpoints.
 */
@NullMarked
package dev.rinha.service.role;

import org.jspecify.annotations.NullMarked;

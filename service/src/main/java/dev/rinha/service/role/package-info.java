/**
 * What a process is there for, with what it needs to do it: picks its endpoints, is filled by the
 * wiring.
 */
@NullMarked
package dev.rinha.service.role;

import org.jspecify.annotations.NullMarked;

/**
 * Trouble on demand: a TCP proxy that understands just enough HTTP/1.1 to spoil single requests,
 * and a server that answers whatever bytes a test writes. Blocking, on virtual threads, loopback
 * only.
 */
@NullMarked
package dev.rinha.core.faults;

import org.jspecify.annotations.NullMarked;

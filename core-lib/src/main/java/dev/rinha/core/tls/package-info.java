/** The files with which connections are encrypted and the other side is recognised. */
@NullMarked
package dev.rinha.core.tls;

import org.jspecify.annotations.NullMarked;

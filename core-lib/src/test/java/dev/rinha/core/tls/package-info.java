/** Certificates of tests. */
@NullMarked
package dev.rinha.core.tls;

import org.jspecify.annotations.NullMarked;

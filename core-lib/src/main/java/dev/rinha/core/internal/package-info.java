/** What several packages of the library need and nobody else. */
@NullMarked
package dev.rinha.core.internal;

import org.jspecify.annotations.NullMarked;

/** The library inside a program of one's own. */
@NullMarked
package dev.rinha.examples.embedding;

import org.jspecify.annotations.NullMarked;

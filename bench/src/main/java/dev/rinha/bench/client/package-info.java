/** Backend and processors over HTTP, with a client that costs less than what it measures. */
@NullMarked
package dev.rinha.bench.client;

import org.jspecify.annotations.NullMarked;

/** What is run: how many users pay for how long, and what happens to the processors meanwhile. */
@NullMarked
package dev.rinha.bench.schedule;

import org.jspecify.annotations.NullMarked;

/**
 * Users that pay, stages that come over the processors, checks meanwhile, and what all of them
 * write down.
 */
@NullMarked
package dev.rinha.bench.load;

import org.jspecify.annotations.NullMarked;

/**
 * One HTML page that needs nothing else: figures, tables and what they mean, without scripts, for
 * phone, desktop and paper.
 */
@NullMarked
package dev.rinha.bench.page;

import org.jspecify.annotations.NullMarked;

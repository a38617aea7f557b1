/**
 * Plots over time as SVG: drawn in pixels and percentages, so that they take whatever width the
 * page or picture around them has while lines and letters keep their size.
 */
@NullMarked
package dev.rinha.bench.plot;

import org.jspecify.annotations.NullMarked;

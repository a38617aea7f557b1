/**
 * What the page for operators shows: the metrics of this moment, rates and percentiles read from
 * them, and the last hour of those, in memory that does not grow. Knows no HTTP.
 */
@NullMarked
package dev.rinha.service.dashboard;

import org.jspecify.annotations.NullMarked;

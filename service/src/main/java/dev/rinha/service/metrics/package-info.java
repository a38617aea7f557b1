/** What is counted and told in the text format of Prometheus. */
@NullMarked
package dev.rinha.service.metrics;

import org.jspecify.annotations.NullMarked;

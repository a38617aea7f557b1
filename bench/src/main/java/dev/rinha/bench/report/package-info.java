/** What a run found out, in figures, in words and as a page. */
@NullMarked
package dev.rinha.bench.report;

import org.jspecify.annotations.NullMarked;

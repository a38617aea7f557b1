/** {@code rinha-cli audit}: what was written down against what else was written down. */
@NullMarked
package dev.rinha.cli.audit;

import org.jspecify.annotations.NullMarked;

/** Who is told over HTTP what became of payments. */
@NullMarked
package dev.rinha.cli.webhook;

import org.jspecify.annotations.NullMarked;

/**
 * Options that several commands share, as picocli mixins: Redis, a window of time, confirmation,
 * limits.
 */
@NullMarked
package dev.rinha.cli.options;

import org.jspecify.annotations.NullMarked;

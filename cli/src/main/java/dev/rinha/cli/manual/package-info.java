/** What explains the tool outside of it: shell completion and manual pages, both generated. */
@NullMarked
package dev.rinha.cli.manual;

import org.jspecify.annotations.NullMarked;

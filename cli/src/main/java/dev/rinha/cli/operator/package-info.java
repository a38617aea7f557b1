/** {@code rinha-cli operators}: what operators have done. */
@NullMarked
package dev.rinha.cli.operator;

import org.jspecify.annotations.NullMarked;

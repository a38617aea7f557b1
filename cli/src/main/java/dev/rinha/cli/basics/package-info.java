/**
 * What every command stands on: exit codes, failures in one line, the terminal, progress, Ctrl-C.
 * Knows no command.
 */
@NullMarked
package dev.rinha.cli.basics;

import org.jspecify.annotations.NullMarked;

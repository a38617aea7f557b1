/** What operators do about dead letters. */
@NullMarked
package dev.rinha.cli.deadletter;

import org.jspecify.annotations.NullMarked;

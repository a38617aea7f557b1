@NullMarked
package dev.rinha.cli;

import org.jspecify.annotations.NullMarked;

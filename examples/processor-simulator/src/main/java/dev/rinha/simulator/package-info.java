@NullMarked
package dev.rinha.simulator;

import org.jspecify.annotations.NullMarked;

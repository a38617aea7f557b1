/** From the start of the process to its end: logging, warm-up, signals. */
@NullMarked
package dev.rinha.service.lifecycle;

import org.jspecify.annotations.NullMarked;

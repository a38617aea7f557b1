/** Tells others over HTTP what became of payments. */
@NullMarked
package dev.rinha.service.webhook;

import org.jspecify.annotations.NullMarked;

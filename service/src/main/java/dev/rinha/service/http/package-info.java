/**
 * The endpoints with the small ports that they ask, and what is the same for all of them: reading
 * requests, problems, routes. Blocking, on virtual threads.
 */
@NullMarked
package dev.rinha.service.http;

import org.jspecify.annotations.NullMarked;

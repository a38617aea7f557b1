/** Tests of the settings. */
@NullMarked
package dev.rinha.service.config;

import org.jspecify.annotations.NullMarked;

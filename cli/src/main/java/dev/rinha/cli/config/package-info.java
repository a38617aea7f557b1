/** {@code rinha-cli config}: the settings that a service would start with. */
@NullMarked
package dev.rinha.cli.config;

import org.jspecify.annotations.NullMarked;

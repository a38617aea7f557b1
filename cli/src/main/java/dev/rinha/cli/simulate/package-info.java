/** {@code rinha-cli simulate}: routing policies tried on load schedules in virtual time. */
@NullMarked
package dev.rinha.cli.simulate;

import org.jspecify.annotations.NullMarked;

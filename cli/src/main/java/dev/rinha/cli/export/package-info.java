/** {@code rinha-cli export}: the ledger as a file. */
@NullMarked
package dev.rinha.cli.export;

import org.jspecify.annotations.NullMarked;

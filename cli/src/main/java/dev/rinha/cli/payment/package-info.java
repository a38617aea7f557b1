/** What is known of single payments: {@code rinha-cli explain}. */
@NullMarked
package dev.rinha.cli.payment;

import org.jspecify.annotations.NullMarked;

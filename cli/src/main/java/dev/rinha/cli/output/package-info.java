/**
 * How commands print: records as a table, JSON, JSON lines or CSV from one description of their
 * columns, or one document as text or JSON. Records are written as they come, in constant memory.
 */
@NullMarked
package dev.rinha.cli.output;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.rinha.core;

import org.jspecify.annotations.NullMarked;

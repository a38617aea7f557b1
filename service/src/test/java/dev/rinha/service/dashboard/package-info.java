@NullMarked
package dev.rinha.service.dashboard;

import org.jspecify.annotations.NullMarked;

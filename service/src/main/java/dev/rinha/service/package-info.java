@NullMarked
package dev.rinha.service;

import org.jspecify.annotations.NullMarked;

/** Tests of the service over real connections. */
@NullMarked
package dev.rinha.service;

import org.jspecify.annotations.NullMarked;

/** Single processes that run until they are told to stop: a service, a simulated processor. */
@NullMarked
package dev.rinha.cli.serve;

import org.jspecify.annotations.NullMarked;

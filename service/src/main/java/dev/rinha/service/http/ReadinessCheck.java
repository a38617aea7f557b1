package dev.rinha.service.http;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * One thing that must be so before a process can serve.
 *
 * @param name what is looked at, for instance {@code redis}
 * @param complaint what is wrong now, empty if nothing is; asked on each health request, so it must
 *     be quick and must not throw
 */
public record ReadinessCheck(String name, Supplier<Optional<String>> complaint) {}

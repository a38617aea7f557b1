package dev.rinha.service.http;

import dev.rinha.core.routing.Quote;
import java.util.List;
import java.util.UUID;

/** Says what a payment that waits would cost at each processor. Thread safe. */
@FunctionalInterface
public interface QuoteSource {

  /** Empty if it does not wait at this worker, or the policy compares no costs. */
  List<Quote> quotes(UUID correlationId);
}

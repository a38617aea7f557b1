package dev.rinha.service.http;

import dev.rinha.core.payment.Money;
import dev.rinha.core.routing.Quote;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the page for operators shows that is not measured; both are called by any thread.
 *
 * @param workers the names of all workers of the store; throws {@link
 *     dev.rinha.core.store.StoreException} if the store does not answer
 * @param quotes what {@link #QUOTED} would cost at each processor if it came now; empty if the
 *     policy compares no costs or nothing is executed here
 */
public record DashboardSource(Supplier<List<String>> workers, Supplier<List<Quote>> quotes) {

  /** An amount whose cost reads as a percentage. */
  public static final Money QUOTED = Money.parse("100.00");
}

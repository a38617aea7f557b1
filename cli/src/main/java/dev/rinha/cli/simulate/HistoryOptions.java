package dev.rinha.cli.simulate;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.options.DurationConverter;
import dev.rinha.cli.options.MomentConverter;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.routing.PriceOfTime;
import dev.rinha.core.routing.RoutingPolicies;
import dev.rinha.core.routing.Waiting;
import dev.rinha.core.store.TrafficLog;
import dev.rinha.core.traffic.RoutingInForce;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What of a recorded time is simulated, under which settings. */
final class HistoryOptions {

  private static final Duration DEFAULT_WINDOW = Duration.ofDays(1);
  private static final Duration MAX_WINDOW = Duration.ofDays(31);
  private static final int MAX_PAYMENTS = 20_000_000;
  private static final String PRICE = "price-of-time=";

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = MomentConverter.class,
      description =
          "With --from-history: first moment, " + MomentConverter.FORMS + ". Default: -1d")
  private @Nullable Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = MomentConverter.class,
      description = "With --from-history: last moment, likewise. Default: now")
  private @Nullable Instant to;

  @Option(
      names = "--prices",
      paramLabel = "FRACTION",
      split = ",",
      defaultValue = "0.001,0.002,0.005,0.01,0.02,0.05,0.1",
      description =
          "With --from-history: the prices of time that are tried. Default: ${DEFAULT-VALUE}")
  private List<String> prices = List.of();

  @Option(
      names = "--patiences",
      paramLabel = "TIME",
      split = ",",
      converter = DurationConverter.class,
      defaultValue = "1s,5s,30s,2m",
      description =
          "With --from-history: the fixed patiences that are tried. Default: ${DEFAULT-VALUE}")
  private List<Duration> patiences = List.of();

  @Option(
      names = "--max-payments",
      paramLabel = "N",
      defaultValue = "300000",
      description =
          "With --from-history: the most payments simulated for each setting; of more, each stands"
              + " for several. Default: ${DEFAULT-VALUE}")
  private int maxPayments;

  /**
   * Reads what was recorded.
   *
   * @throws CommandFailure if it is nothing, or the window is none
   */
  TrafficHistory read(TrafficLog log, Instant now) {
    Instant end = to == null ? now : to;
    Instant begin = from == null ? end.minus(DEFAULT_WINDOW) : from;
    if (!begin.isBefore(end) || Duration.between(begin, end).compareTo(MAX_WINDOW) > 0) {
      throw new CommandFailure(
          "--from must be before --to, by at most 31 days, was %s and %s".formatted(begin, end),
          ExitCode.USAGE);
    }
    return TrafficHistory.read(log, begin.toEpochMilli(), end.toEpochMilli())
        .filter(history -> !history.routings().isEmpty() && history.arrived().count() > 0)
        .orElseThrow(
            () ->
                new CommandFailure(
                    "no payment was recorded from %s to %s; workers record while traffic.kept is"
                            .formatted(begin, end)
                        + " above 0, every ten seconds",
                    ExitCode.USAGE));
  }

  /**
   * What is to be simulated.
   *
   * @param price what time is charged; that in force if not given
   * @param fees other fees than those that were paid, by processor
   */
  HistorySimulation simulation(
      TrafficHistory history, Optional<PriceOfTime> price, Map<String, Fee> fees, long seed) {
    if (maxPayments < 1 || maxPayments > MAX_PAYMENTS) {
      throw new CommandFailure(
          "--max-payments must be from 1 to %s, was %s".formatted(MAX_PAYMENTS, maxPayments),
          ExitCode.USAGE);
    }
    RoutingInForce inForce = history.routings().getFirst();
    List<ProcessorSettings> processors =
        inForce.processors().stream()
            .map(p -> p.withFee(fees.getOrDefault(p.name(), p.fee())))
            .toList();
    return new HistorySimulation(
        history,
        processors,
        price.or(() -> priceOf(inForce.policy())).orElse(PriceOfTime.DEFAULT),
        settings(),
        maxPayments,
        seed);
  }

  private static Optional<PriceOfTime> priceOf(String policy) {
    int at = policy.indexOf(PRICE);
    return at < 0
        ? Optional.empty()
        : Optional.of(PriceOfTime.parse(policy.substring(at + PRICE.length())));
  }

  private List<String> settings() {
    List<String> settings = new ArrayList<>();
    for (String price : prices) {
      settings.add(RoutingPolicies.describe(new Waiting.Priced(price("--prices", price))));
    }
    for (Duration patience : patiences) {
      settings.add(RoutingPolicies.describe(new Waiting.AtMost(patience)));
    }
    RoutingPolicies.names().stream()
        .filter(name -> !name.equals(RoutingPolicies.CHEAPEST_IN_TIME))
        .forEach(settings::add);
    return settings;
  }

  static PriceOfTime price(String option, String text) {
    try {
      return PriceOfTime.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(option + ": " + e.getMessage(), ExitCode.USAGE);
    }
  }
}

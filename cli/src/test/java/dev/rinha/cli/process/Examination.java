package dev.rinha.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rinha.cli.process.Payments.Accepted;
import dev.rinha.core.clienthistory.ClientHistory;
import dev.rinha.core.clienthistory.ClientHistory.Executed;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import dev.rinha.simulator.ProcessorSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What must be so once everything has settled: what clients were told agrees with the processors'
 * own books, every summary window too, and the store's books are balanced. All findings are
 * reported together.
 */
final class Examination {

  private static final int WINDOWS = 50;
  private static final int MAX_FINDINGS = 20;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final RedisStore store;
  private final Map<String, ProcessorSimulator> processors;
  private final URI summaries;
  private final Http http;
  private final long seed;
  private final List<String> findings = new ArrayList<>();

  Examination(
      RedisStore store,
      Map<String, ProcessorSimulator> processors,
      URI summaries,
      Http http,
      long seed) {
    this.store = store;
    this.processors = processors;
    this.summaries = summaries;
    this.http = http;
    this.seed = seed;
  }

  /** Waits until nothing is unfinished, and returns how long that took. */
  Duration drained(Duration bound) {
    return Waiting.until(
        () -> unfinished() == 0, bound, () -> "not drained: " + store.ledger().census());
  }

  private long unfinished() {
    try {
      return store.ledger().census().unfinished();
    } catch (StoreException e) {
      return -1;
    }
  }

  /** Examines it all, after everything has drained. */
  void passes(Payments payments) {
    List<Executed> executed = executed();
    books(executed.stream().map(Executed::id).distinct().count());
    windows(payments.history(), executed);
    findings.addAll(payments.history().violations(executed, Set.of()));
    findings.addAll(payments.protests());
    assertEquals(
        List.of(),
        findings.stream().limit(MAX_FINDINGS).toList(),
        () -> findings.size() + " findings, seed " + seed + ", " + payments);
  }

  /**
   * Examines what must hold of a store that went back in time as well.
   *
   * @param mayBeLost what it may have lost and nobody offered again
   */
  void nothingIsThereTwice(Payments payments, Predicate<Accepted> mayBeLost) {
    Map<UUID, Long> times =
        executed().stream().collect(Collectors.groupingBy(Executed::id, Collectors.counting()));
    times.forEach(
        (id, count) -> {
          if (count > 1) {
            findings.add(id + " is at both processors: " + store.ledger().find(id));
          }
        });
    books(times.size());
    payments.accepted().stream()
        .filter(accepted -> !times.containsKey(accepted.id()) && !mayBeLost.test(accepted))
        .forEach(accepted -> findings.add(accepted + " is not executed"));
    assertEquals(
        List.of(),
        findings.stream().limit(MAX_FINDINGS).toList(),
        () -> findings.size() + " findings, seed " + seed + ", " + payments);
  }

  /** Everything at the processors. */
  private List<Executed> executed() {
    List<Executed> executed = new ArrayList<>();
    processors.forEach(
        (name, processor) ->
            processor
                .payments()
                .forEach(
                    payment ->
                        executed.add(
                            new Executed(
                                name,
                                payment.correlationId(),
                                payment.amountCents(),
                                payment.requestedAt().toEpochMilli()))));
    return executed;
  }

  private void books(long executed) {
    Census census = store.ledger().census();
    if (!census.conserved() || census.dead() > 0 || census.settled() != executed) {
      findings.add("processors have " + executed + ", the store " + census);
    }
    if (store.conflicts().count() > 0) {
      findings.add("conflicts: " + store.conflicts().list());
    }
  }

  private void windows(ClientHistory history, List<Executed> executed) {
    ask(history, new TimeWindow(0, System.currentTimeMillis() + 1_000));
    long[] times = executed.stream().mapToLong(Executed::requestedAtMillis).toArray();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < WINDOWS && times.length > 0; i++) {
      long one = times[random.nextInt(times.length)];
      long other = times[random.nextInt(times.length)];
      ask(history, new TimeWindow(Math.min(one, other), Math.max(one, other)));
    }
  }

  private void ask(ClientHistory history, TimeWindow window) {
    try {
      history.summed(window, summary(http, summaries, window), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Asks for a summary.
   *
   * @throws IOException also if there is no answer but an error
   */
  static Map<String, Totals> summary(Http http, URI backend, TimeWindow window) throws IOException {
    String query =
        "/payments-summary?from=%s&to=%s"
            .formatted(
                Instant.ofEpochMilli(window.fromMillis()), Instant.ofEpochMilli(window.toMillis()));
    HttpResponse<String> answer = http.get(backend.resolve(query));
    if (answer.statusCode() != 200) {
      throw new IOException(answer.statusCode() + " " + answer.body());
    }
    Map<String, Totals> totals = new TreeMap<>();
    JSON.readTree(answer.body())
        .properties()
        .forEach(entry -> totals.put(entry.getKey(), totals(entry.getValue())));
    return totals;
  }

  private static Totals totals(JsonNode told) {
    return new Totals(
        told.path("totalRequests").asLong(),
        told.path("totalAmount").decimalValue().movePointRight(2).longValueExact());
  }
}

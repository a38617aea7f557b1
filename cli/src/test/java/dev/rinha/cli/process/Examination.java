package dev.rinha.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.simulator.ProcessorSimulator;
import dev.rinha.simulator.StoredPayment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * What must be so once everything has settled: every accepted payment at exactly one processor with
 * its amount, nothing at a processor that nobody sent, every summary window equal to the
 * processors' own, and the store's books balanced. All findings are reported together.
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
    return Waiting.until(() -> unfinished() == 0, bound, () -> "not drained: " + store.census());
  }

  private long unfinished() {
    try {
      return store.census().unfinished();
    } catch (StoreException e) {
      return -1;
    }
  }

  /** Examines it all, after everything has drained. */
  void passes(Payments payments) {
    Map<UUID, StoredPayment> executed = executed(payments.offered());
    accepted(payments, executed);
    books(executed.size());
    windows(executed);
    payments.protests().forEach(findings::add);
    assertEquals(
        List.of(),
        findings.stream().limit(MAX_FINDINGS).toList(),
        () -> findings.size() + " findings, seed " + seed + ", " + payments);
  }

  /**
   * Examines what must hold of a store that went back in time as well, where nobody repeated what
   * it had accepted.
   */
  void nothingIsThereTwice(Payments payments) {
    books(executed(payments.offered()).size());
    assertEquals(
        List.of(),
        findings.stream().limit(MAX_FINDINGS).toList(),
        () -> findings.size() + " findings, seed " + seed + ", " + payments);
  }

  /** Everything at the processors by id, having found what is there twice or unasked. */
  private Map<UUID, StoredPayment> executed(Map<UUID, Long> offered) {
    Map<UUID, StoredPayment> executed = new HashMap<>();
    processors.forEach(
        (name, processor) ->
            processor
                .payments()
                .forEach(
                    payment -> {
                      UUID id = payment.correlationId();
                      if (executed.put(id, payment) != null) {
                        findings.add(id + " is at both processors: " + tell(id));
                      }
                      Long cents = offered.get(id);
                      if (cents == null || cents != payment.amountCents()) {
                        findings.add(name + " has " + payment + ", offered were " + cents);
                      }
                    }));
    return executed;
  }

  private void accepted(Payments payments, Map<UUID, StoredPayment> executed) {
    payments
        .accepted()
        .forEach(
            payment -> {
              if (!executed.containsKey(payment.id())) {
                findings.add(payment + " was accepted but not executed: " + tell(payment.id()));
              }
            });
  }

  private String tell(UUID id) {
    return store.find(id).map(Object::toString).orElse("unknown to the store");
  }

  private void books(int executed) {
    Census census = store.census();
    if (!census.conserved() || census.dead() > 0 || census.settled() != executed) {
      findings.add("processors have " + executed + ", the store " + census);
    }
    if (store.conflictCount() > 0) {
      findings.add("conflicts: " + store.conflicts());
    }
  }

  private void windows(Map<UUID, StoredPayment> executed) {
    compare(Instant.EPOCH, Instant.now().plusSeconds(1).truncatedTo(ChronoUnit.MILLIS));
    List<Instant> times =
        executed.values().stream().map(StoredPayment::requestedAt).sorted().toList();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < WINDOWS && !times.isEmpty(); i++) {
      Instant one = times.get(random.nextInt(times.size()));
      Instant other = times.get(random.nextInt(times.size()));
      compare(one.isBefore(other) ? one : other, one.isBefore(other) ? other : one);
    }
  }

  private void compare(Instant from, Instant to) {
    JsonNode answer = summary(from, to);
    processors.forEach(
        (name, processor) -> {
          var truth = processor.summary(from, to);
          long count = answer.path(name).path("totalRequests").asLong();
          long cents =
              answer
                  .path(name)
                  .path("totalAmount")
                  .decimalValue()
                  .movePointRight(2)
                  .longValueExact();
          if (count != truth.totalRequests() || cents != truth.totalAmountCents()) {
            findings.add(
                "%s from %s to %s: summary says %s payments, %s cents; the processor %s"
                    .formatted(name, from, to, count, cents, truth));
          }
        });
  }

  private JsonNode summary(Instant from, Instant to) {
    try {
      HttpResponse<String> answer =
          http.get(summaries.resolve("/payments-summary?from=" + from + "&to=" + to));
      assertEquals(200, answer.statusCode(), answer::body);
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

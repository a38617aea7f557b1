package dev.rinha.cli.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that posts payments at a steady rate, one virtual thread each, every one with an id and
 * an amount of its own. A payment that was refused, or of which nothing was heard, is offered again
 * under the same id, to the next gateway, ever more slowly, until it is accepted or {@link #finish}
 * gives up. It remembers what it was told about each. Thread safe.
 */
final class Payments implements AutoCloseable {

  private static final Duration ANSWER_BOUND = Duration.ofSeconds(4);
  private static final Duration FIRST_RETRY_PAUSE = Duration.ofMillis(150);
  private static final Duration LONGEST_RETRY_PAUSE = Duration.ofMillis(1_200);

  /** With so many not yet accepted no further ones are posted: a client, not an attack. */
  private static final int MAX_OPEN = 300;

  private static final int MAX_CENTS = 10_000;

  /**
   * A payment that got a 2xx.
   *
   * @param offeredAt when it was offered for the first time
   * @param acceptedAt when the 2xx was there
   */
  record Accepted(UUID id, long cents, Instant offeredAt, Instant acceptedAt) {}

  private final List<URI> gateways;
  private final long pauseNanos;
  private final SplittableRandom random;
  private final Http http = new Http(ANSWER_BOUND);
  private final Map<UUID, Long> offered = new ConcurrentHashMap<>();
  private final Queue<Accepted> accepted = new ConcurrentLinkedQueue<>();
  private final Queue<String> protests = new ConcurrentLinkedQueue<>();
  private final AtomicInteger open = new AtomicInteger();
  private final LongAdder refusals = new LongAdder();
  private final LongAdder silences = new LongAdder();
  private final AtomicLong slowestRefusalNanos = new AtomicLong();
  private volatile boolean posting = true;
  private volatile boolean insisting = true;

  private Payments(List<URI> gateways, int perSecond, long seed) {
    this.gateways = List.copyOf(gateways);
    this.pauseNanos = Duration.ofSeconds(1).toNanos() / perSecond;
    this.random = new SplittableRandom(seed);
  }

  /** Begins to post. */
  static Payments to(List<URI> gateways, int perSecond, long seed) {
    Payments payments = new Payments(gateways, perSecond, seed);
    payments.open.incrementAndGet();
    Thread.ofVirtual().name("payments").start(payments::run);
    return payments;
  }

  private void run() {
    long next = System.nanoTime();
    for (int i = 0; posting; i++) {
      if (open.get() <= MAX_OPEN) {
        offerInTheBackground(i);
      }
      next += pauseNanos;
      LockSupport.parkNanos(next - System.nanoTime());
    }
    open.decrementAndGet();
  }

  private void offerInTheBackground(int number) {
    UUID id = new UUID(random.nextLong() & ~0xF000L | 0x4000L, random.nextLong() >>> 2 | 1L << 63);
    long cents = random.nextLong(1, MAX_CENTS);
    offered.put(id, cents);
    open.incrementAndGet();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                insist(id, cents, number);
              } finally {
                open.decrementAndGet();
              }
            });
  }

  private void insist(UUID id, long cents, int number) {
    Instant offeredAt = Instant.now();
    Duration pause = FIRST_RETRY_PAUSE;
    for (int i = number; insisting; i++) {
      if (offer(gateways.get(i % gateways.size()), id, cents)) {
        accepted.add(new Accepted(id, cents, offeredAt, Instant.now()));
        return;
      }
      Waiting.pass(pause);
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_RETRY_PAUSE) < 0 ? pause : LONGEST_RETRY_PAUSE;
    }
  }

  private boolean offer(URI gateway, UUID id, long cents) {
    String body =
        String.format(
            Locale.ROOT,
            "{\"correlationId\":\"%s\",\"amount\":%d.%02d}",
            id,
            cents / 100,
            cents % 100);
    long start = System.nanoTime();
    try {
      HttpResponse<String> answer = http.post(gateway.resolve("/payments"), body);
      if (answer.statusCode() / 100 == 2) {
        return true;
      }
      refusals.increment();
      slowestRefusalNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
      if (answer.statusCode() != 503) {
        protests.add(id + " was answered " + answer.statusCode() + ": " + answer.body());
      }
    } catch (IOException e) {
      silences.increment();
    }
    return false;
  }

  /** Offers again, once each and until it is accepted again, what was accepted since then. */
  void repeatAcceptedSince(Instant then) {
    List<Accepted> repeated =
        accepted().stream().filter(one -> one.acceptedAt().isAfter(then)).toList();
    for (Accepted one : repeated) {
      open.incrementAndGet();
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  insist(one.id(), one.cents(), 0);
                } finally {
                  open.decrementAndGet();
                }
              });
    }
  }

  /** Posts no more, and waits for those still open to be accepted. */
  Payments finish(Duration bound) {
    posting = false;
    try {
      Waiting.until(
          () -> open.get() == 0, bound, () -> open.get() + " payments are still not accepted");
    } finally {
      insisting = false;
    }
    return this;
  }

  /** The amount of every payment that was ever offered. */
  Map<UUID, Long> offered() {
    return Map.copyOf(offered);
  }

  /** Every payment that got a 2xx so far. */
  Collection<Accepted> accepted() {
    return List.copyOf(accepted);
  }

  /** Answers that are neither 2xx nor 503. */
  List<String> protests() {
    return List.copyOf(protests);
  }

  /** Answers other than 2xx. */
  long refusals() {
    return refusals.sum();
  }

  /** Offers to which there was no answer. */
  long silences() {
    return silences.sum();
  }

  /** The longest that anybody waited for an answer other than 2xx. */
  Duration slowestRefusal() {
    return Duration.ofNanos(slowestRefusalNanos.get());
  }

  @Override
  public void close() {
    posting = false;
    insisting = false;
    http.close();
  }

  @Override
  public String toString() {
    return "%s offered, %s accepted, %s refusals, %s offers without an answer"
        .formatted(offered.size(), accepted.size(), refusals(), silences());
  }
}

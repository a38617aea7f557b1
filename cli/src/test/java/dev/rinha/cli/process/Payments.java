package dev.rinha.cli.process;

import dev.rinha.core.clienthistory.ClientHistory;
import dev.rinha.core.clienthistory.ClientHistory.Answer;
import dev.rinha.core.summary.TimeWindow;
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
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that posts payments at a steady rate, one virtual thread each, every one with an id and
 * an amount of its own. A payment that was refused, or of which nothing was heard, is offered again
 * under the same id, to the next gateway, ever more slowly, until it is accepted or {@link #finish}
 * gives up. It remembers what it was told about each. Thread safe.
 *
 * <p>{@link #moody}, it sometimes gives up before, repeats what was accepted, also with another
 * amount, and asks for summaries meanwhile.
 */
final class Payments implements AutoCloseable {

  private static final Duration ANSWER_BOUND = Duration.ofSeconds(4);
  private static final Duration FIRST_RETRY_PAUSE = Duration.ofMillis(150);
  private static final Duration LONGEST_RETRY_PAUSE = Duration.ofMillis(1_200);

  /** With so many not yet accepted no further ones are posted: a client, not an attack. */
  private static final int MAX_OPEN = 300;

  private static final int MAX_CENTS = 10_000;

  private static final double GIVES_UP = 0.1;
  private static final double REPEATS = 0.1;
  private static final double OTHER_AMOUNT = 0.3;
  private static final Duration SUMMARY_PAUSE = Duration.ofMillis(400);

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
  private final boolean moody;
  private final ClientHistory history = new ClientHistory();
  private final Map<UUID, Long> offered = new ConcurrentHashMap<>();
  private final Queue<Accepted> accepted = new ConcurrentLinkedQueue<>();
  private final Queue<String> protests = new ConcurrentLinkedQueue<>();
  private final AtomicInteger open = new AtomicInteger();
  private final LongAdder refusals = new LongAdder();
  private final LongAdder silences = new LongAdder();
  private final AtomicLong slowestRefusalNanos = new AtomicLong();
  private volatile boolean posting = true;
  private volatile boolean insisting = true;

  private Payments(List<URI> gateways, int perSecond, long seed, boolean moody) {
    this.moody = moody;
    this.gateways = List.copyOf(gateways);
    this.pauseNanos = Duration.ofSeconds(1).toNanos() / perSecond;
    this.random = new SplittableRandom(seed);
  }

  /** Begins to post. */
  static Payments to(List<URI> gateways, int perSecond, long seed) {
    return new Payments(gateways, perSecond, seed, false).begin();
  }

  /** Begins to post, and does what clients do besides. */
  static Payments moody(List<URI> gateways, int perSecond, long seed) {
    Payments payments = new Payments(gateways, perSecond, seed, true).begin();
    Thread.ofVirtual().name("summaries").start(payments::askForSummaries);
    return payments;
  }

  private Payments begin() {
    open.incrementAndGet();
    Thread.ofVirtual().name("payments").start(this::run);
    return this;
  }

  private void askForSummaries() {
    long begunMillis = System.currentTimeMillis();
    for (int i = 0; posting; i++) {
      Waiting.pass(SUMMARY_PAUSE);
      long now = System.currentTimeMillis();
      TimeWindow window = new TimeWindow(i % 2 == 0 ? begunMillis : now - 2_000, now);
      try {
        history.summed(
            window, Examination.summary(http, gateways.get(i % gateways.size()), window), false);
      } catch (IOException e) {
        silences.increment();
        if (String.valueOf(e.getMessage()).startsWith("500 ")) {
          protests.add("a summary was answered " + e.getMessage());
        }
      }
    }
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
      if (accepts(offer(gateways.get(i % gateways.size()), id, cents))) {
        accepted.add(new Accepted(id, cents, offeredAt, Instant.now()));
        repeat(id, cents, i);
        return;
      }
      if (chance(GIVES_UP)) {
        return;
      }
      Waiting.pass(pause);
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_RETRY_PAUSE) < 0 ? pause : LONGEST_RETRY_PAUSE;
    }
  }

  private void repeat(UUID id, long cents, int number) {
    while (insisting && chance(REPEATS)) {
      long again = chance(OTHER_AMOUNT) ? cents + 1 : cents;
      Answer _ = offer(gateways.get(number % gateways.size()), id, again);
    }
  }

  private boolean chance(double probability) {
    return moody && ThreadLocalRandom.current().nextDouble() < probability;
  }

  private static boolean accepts(Answer answer) {
    return answer == Answer.ACCEPTED || answer == Answer.REPEATED;
  }

  private Answer offer(URI gateway, UUID id, long cents) {
    ClientHistory.Offer offer = history.offer(id, cents);
    Answer answer = post(gateway, id, cents);
    offer.told(answer);
    return answer;
  }

  private Answer post(URI gateway, UUID id, long cents) {
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
        return answer.headers().firstValue("Idempotent-Replayed").isPresent()
            ? Answer.REPEATED
            : Answer.ACCEPTED;
      }
      if (answer.statusCode() == 422) {
        return Answer.OTHER_AMOUNT;
      }
      refusals.increment();
      slowestRefusalNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
      if (answer.statusCode() != 503) {
        protests.add(id + " was answered " + answer.statusCode() + ": " + answer.body());
      }
      return answer.body().contains("was not accepted") ? Answer.REFUSED : Answer.UNKNOWN;
    } catch (IOException e) {
      silences.increment();
      return Answer.UNKNOWN;
    }
  }

  /** What was offered and told, to be checked when all has come to rest. */
  ClientHistory history() {
    return history;
  }

  /** Offers again, once each and until it is accepted again, what was accepted between these. */
  void repeatAccepted(Instant from, Instant to) {
    List<Accepted> repeated =
        accepted().stream()
            .filter(one -> one.acceptedAt().isAfter(from) && one.acceptedAt().isBefore(to))
            .toList();
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

  /** Answers that are neither 2xx nor 503; of summaries those that are 500. */
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

package dev.rinha.cli.attack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Two shops that pay, somebody who reads summaries, and a load balancer that asks for health, each
 * at a steady rate, for as long as they are let. They remember what they felt. Thread safe.
 */
final class HonestClients implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration BETWEEN_PAYMENTS = Duration.ofMillis(25);
  private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(200);
  private static final int MAX_CENTS = 10_000;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(PATIENCE)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();
  private final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
  private final StandardSystem system;
  private final Map<UUID, Long> offered = new ConcurrentHashMap<>();
  private final Map<UUID, Long> accepted = new ConcurrentHashMap<>();
  private final Queue<Long> paymentNanos = new ConcurrentLinkedQueue<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger acceptedSince = new AtomicInteger();
  private final AtomicInteger askedSince = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private volatile boolean running = true;

  HonestClients(StandardSystem system) {
    this.system = system;
  }

  /**
   * What was felt during a while.
   *
   * @param payments how many were offered
   * @param accepted how many of them were
   * @param asked how many requests there were, payments included
   * @param p50Micros until the answer
   * @param failures what was not answered as it should have been
   */
  record Felt(
      int payments,
      int accepted,
      int asked,
      long p50Micros,
      long p99Micros,
      List<String> failures) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d payments, p50 %.1f ms, p99 %.1f ms, %d failures",
          payments,
          p50Micros / 1_000.0,
          p99Micros / 1_000.0,
          failures.size());
    }
  }

  HonestClients begin() {
    URI gateway = system.url(Target.GATEWAY);
    for (String shop : List.of("shop-a", "shop-b")) {
      tasks.execute(() -> repeatedly(BETWEEN_PAYMENTS, () -> pay(gateway, shop)));
    }
    URI summary = gateway.resolve("/payments-summary");
    tasks.execute(() -> repeatedly(BETWEEN_QUESTIONS, () -> ask(summary, "reader")));
    for (Target target : List.of(Target.GATEWAY, Target.WORKER, Target.MANAGEMENT)) {
      URI health = system.url(target).resolve("/healthz");
      tasks.execute(() -> repeatedly(BETWEEN_QUESTIONS, () -> ask(health, "")));
    }
    return this;
  }

  private void repeatedly(Duration pause, Runnable doing) {
    long next = System.nanoTime();
    while (running) {
      open.incrementAndGet();
      tasks.execute(
          () -> {
            try {
              doing.run();
            } finally {
              open.decrementAndGet();
            }
          });
      next += pause.toNanos();
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  private void pay(URI gateway, String shop) {
    UUID id = UUID.randomUUID();
    long cents = ThreadLocalRandom.current().nextLong(1, MAX_CENTS);
    String amount = String.format(Locale.ROOT, "%d.%02d", cents / 100, cents % 100);
    HttpRequest request =
        HttpRequest.newBuilder(gateway.resolve("/payments"))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + system.token(shop))
            .POST(BodyPublishers.ofString(Known.body(id.toString(), amount)))
            .build();
    offered.put(id, cents);
    long begun = System.nanoTime();
    if (isAnswered(request, 202)) {
      accepted.put(id, cents);
      acceptedSince.incrementAndGet();
    }
    paymentNanos.add(System.nanoTime() - begun);
  }

  private void ask(URI url, String name) {
    HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(PATIENCE);
    if (!name.isEmpty()) {
      request.header("Authorization", "Bearer " + system.token(name));
    }
    isAnswered(request.build(), 200);
  }

  private boolean isAnswered(HttpRequest request, int expected) {
    askedSince.incrementAndGet();
    try {
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      if (answer.statusCode() == expected) {
        return true;
      }
      failures.add(request.uri().getPath() + " " + answer.statusCode() + " " + answer.body());
    } catch (IOException e) {
      failures.add(request.uri().getPath() + " " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /** What was felt since this was asked last. */
  Felt felt() {
    List<Long> took = new ArrayList<>();
    for (Long one = paymentNanos.poll(); one != null; one = paymentNanos.poll()) {
      took.add(one / 1_000);
    }
    took.sort(null);
    List<String> failed = new ArrayList<>();
    for (String one = failures.poll(); one != null; one = failures.poll()) {
      failed.add(one);
    }
    return new Felt(
        took.size(),
        acceptedSince.getAndSet(0),
        askedSince.getAndSet(0),
        part(took, 0.5),
        part(took, 0.99),
        failed);
  }

  private static long part(List<Long> sorted, double part) {
    return sorted.isEmpty()
        ? 0
        : sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * part));
  }

  /** Ends; whatever is on its way is still answered. */
  void finish() {
    running = false;
  }

  /** Whether something is on its way. */
  boolean isBusy() {
    return open.get() > 0;
  }

  /** Cents of each payment, accepted or not. */
  Map<UUID, Long> offered() {
    return Map.copyOf(offered);
  }

  /** Cents of each payment that was accepted. */
  Map<UUID, Long> accepted() {
    return Map.copyOf(accepted);
  }

  @Override
  public void close() {
    finish();
    tasks.shutdownNow();
    client.shutdownNow();
  }
}

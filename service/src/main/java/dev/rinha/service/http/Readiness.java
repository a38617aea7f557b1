package dev.rinha.service.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whether the process can serve now, and if not, why. Thread safe. */
public final class Readiness {

  private enum Phase {
    WARMING_UP,
    SERVING,
    STOPPING
  }

  private final List<ReadinessCheck> checks;
  private final CompletableFuture<Boolean> stop = new CompletableFuture<>();
  private volatile Phase phase = Phase.WARMING_UP;

  public Readiness(List<ReadinessCheck> checks) {
    this.checks = List.copyOf(checks);
  }

  /** The warm-up is over. Does not undo {@link #stopping}. */
  public synchronized void warm() {
    if (phase == Phase.WARMING_UP) {
      phase = Phase.SERVING;
    }
  }

  public synchronized void stopping() {
    phase = Phase.STOPPING;
    stop.complete(true);
  }

  /** Waits for so long, or until the process stops; answers whether it does. */
  boolean stopsWithin(Duration bound) {
    try {
      return stop.get(bound.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Completes when the process stops. */
  CompletableFuture<Boolean> stop() {
    return stop;
  }

  /** Why the process itself is not serving, its checks aside. */
  public Optional<String> phaseComplaint() {
    return switch (phase) {
      case WARMING_UP -> Optional.of("warming up");
      case SERVING -> Optional.empty();
      case STOPPING -> Optional.of("stopping");
    };
  }

  /** Everything that keeps the process from serving; empty if nothing does. */
  public List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    phaseComplaint().ifPresent(complaints::add);
    for (ReadinessCheck check : checks) {
      check
          .complaint()
          .get()
          .ifPresent(complaint -> complaints.add(check.name() + ": " + complaint));
    }
    return complaints;
  }
}

package dev.rinha.core.store.memory;

import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.store.HealthBoard;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Leases and reports. */
final class MemoryHealthBoard implements HealthBoard {

  private record Lease(String holder, long untilMillis) {}

  private record Published(HealthReport report, long atMillis) {}

  private final MemoryState state;
  private final Map<String, Lease> leases = new HashMap<>();
  private final Map<String, Published> reports = new TreeMap<>();

  MemoryHealthBoard(MemoryState state) {
    this.state = state;
  }

  @Override
  public boolean lease(String processor, String holder, long leaseMillis) {
    return state.guarded(() -> lease(processor, holder, leaseMillis, state.clock.millis()));
  }

  private boolean lease(String processor, String holder, long leaseMillis, long now) {
    Lease held = leases.get(processor);
    // Longer than anybody asks for: the clock has been set back since.
    boolean setBack = held != null && held.untilMillis - now > leaseMillis;
    if (held != null && now < held.untilMillis && !setBack) {
      return false;
    }
    leases.put(processor, new Lease(holder, now + leaseMillis));
    return true;
  }

  @Override
  public void publish(String processor, String holder, HealthReport report, long quietMillis) {
    state.guarded(
        () -> {
          long now = state.clock.millis();
          Lease held = leases.get(processor);
          if (held == null || held.holder.equals(holder) || now >= held.untilMillis) {
            leases.put(processor, new Lease(holder, now + quietMillis));
            reports.put(processor, new Published(report, now));
          }
        });
  }

  @Override
  public Map<String, Seen> read() {
    return state.guarded(
        () -> {
          long now = state.clock.millis();
          Map<String, Seen> seen = new TreeMap<>();
          reports.forEach(
              (processor, published) ->
                  seen.put(
                      processor,
                      new Seen(published.report, published.atMillis, now - published.atMillis)));
          return seen;
        });
  }
}

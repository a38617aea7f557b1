package dev.rinha.core.engine;

import dev.rinha.core.routing.ProcessorMonitor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;

/**
 * What people are told of processors: that one counts as down and why, that it works again, and
 * that it answers nonsense. Each at a bounded rate. Not thread safe.
 */
final class Notices {

  /** Between two lines of one kind about one processor. */
  static final long EVERY_MILLIS = 10_000;

  private final Map<String, Long> outagesToldOf = new HashMap<>();
  private final Map<String, Long> toldAtMillis = new HashMap<>();

  /** Looks how the processors are; adds what is to be told. */
  void look(List<ProcessorMonitor> monitors, long nowMillis, List<Command> notices) {
    for (ProcessorMonitor monitor : monitors) {
      String name = monitor.name();
      if (monitor.fault().isEmpty() && outagesToldOf.containsKey(name)) {
        notices.add(
            new Command.Notice(
                Level.INFO,
                "processor %s works again after %s ms"
                    .formatted(name, nowMillis - outagesToldOf.remove(name))));
      } else if (!outagesToldOf.containsKey(name)) {
        monitor
            .fault()
            .filter(fault -> mayTell("down " + name, nowMillis))
            .ifPresent(
                fault -> {
                  outagesToldOf.put(name, monitor.downSinceMillis());
                  notices.add(
                      new Command.Notice(
                          Level.WARNING,
                          "processor %s counts as down: %s; payments wait or go elsewhere, single ones test it"
                              .formatted(name, fault)));
                });
      }
    }
  }

  /** It answered a look-up with what cannot be. */
  void nonsense(String processor, String what, long nowMillis, List<Command> notices) {
    if (mayTell("nonsense " + processor, nowMillis)) {
      notices.add(
          new Command.Notice(
              Level.WARNING,
              "processor %s answers nonsense, taken for no answer: %s".formatted(processor, what)));
    }
  }

  private boolean mayTell(String kind, long nowMillis) {
    Long before = toldAtMillis.get(kind);
    boolean may = before == null || nowMillis - before >= EVERY_MILLIS;
    if (may) {
      toldAtMillis.put(kind, nowMillis);
    }
    return may;
  }
}

package dev.rinha.core.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;

/**
 * What is logged of processors for operators: that one counts as down and why, that it works again,
 * and that it answers nonsense. Each at a bounded rate. Not thread safe.
 */
final class ProcessorLog {

  /** Between two lines of one kind about one processor. */
  static final long EVERY_MILLIS = 10_000;

  private final Map<String, Long> outagesLogged = new HashMap<>();
  private final Map<String, Long> loggedAtMillis = new HashMap<>();

  /** Looks how the processors are; adds what is to be logged. */
  void look(List<ProcessorMonitor> monitors, long nowMillis, List<Command> commands) {
    for (ProcessorMonitor monitor : monitors) {
      String name = monitor.name();
      if (monitor.fault().isEmpty() && outagesLogged.containsKey(name)) {
        commands.add(
            new Command.Log(
                Level.INFO,
                "processor %s works again after %s ms"
                    .formatted(name, nowMillis - outagesLogged.remove(name))));
      } else if (!outagesLogged.containsKey(name)) {
        monitor
            .fault()
            .filter(fault -> mayLog("down " + name, nowMillis))
            .ifPresent(
                fault -> {
                  outagesLogged.put(name, monitor.downSinceMillis());
                  commands.add(
                      new Command.Log(
                          Level.WARNING,
                          "processor %s counts as down: %s; payments wait or go elsewhere, single ones test it"
                              .formatted(name, fault)));
                });
      }
    }
  }

  /** It answered a look-up with what cannot be. */
  void nonsense(String processor, String what, long nowMillis, List<Command> commands) {
    if (mayLog("nonsense " + processor, nowMillis)) {
      commands.add(
          new Command.Log(
              Level.WARNING,
              "processor %s answers nonsense, taken for no answer: %s".formatted(processor, what)));
    }
  }

  private boolean mayLog(String kind, long nowMillis) {
    Long before = loggedAtMillis.get(kind);
    boolean may = before == null || nowMillis - before >= EVERY_MILLIS;
    if (may) {
      loggedAtMillis.put(kind, nowMillis);
    }
    return may;
  }
}

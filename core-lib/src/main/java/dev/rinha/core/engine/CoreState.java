package dev.rinha.core.engine;

import dev.rinha.core.execution.ExecutionSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** What the parts of a worker's core share: what they decide by, and what they have decided. */
final class CoreState {

  static final long STORE_BACKOFF_MILLIS = 200;

  final ExecutionSettings settings;
  final Router router;
  final InDoubtPace pace;
  final EraWatch eras;
  final PauseWatch pauses = new PauseWatch();

  final ProcessorLog processorLog = new ProcessorLog();

  /** What has been decided since the last time it was asked for. */
  final List<Command> commands = new ArrayList<>();

  /** Of each processor one payment that it certainly has. */
  final Map<String, UUID> executedLast = new HashMap<>();

  Now decidedAt = new Now(0, 0);

  /** Nothing new is begun. */
  boolean quiescing;

  /** Nothing will be begun any more. */
  boolean stopped;

  /** How many payments in doubt are being looked into. */
  int resolving;

  /** When the store is asked for something new again. */
  long storeBackAtMillis = Long.MIN_VALUE;

  CoreState(ExecutionSettings settings, Router router, RandomGenerator random) {
    this.settings = settings;
    this.router = router;
    this.pace = new InDoubtPace(settings.inDoubtBoundMillis(), random);
    this.eras =
        new EraWatch(
            longestOnItsWayMillis(settings)
                + router.monitors().stream()
                    .mapToLong(monitor -> monitor.settings().lookUpLagMillis())
                    .max()
                    .orElse(0));
  }

  /** How long a request can be on its way, also where no processor is believed for that. */
  private static long longestOnItsWayMillis(ExecutionSettings settings) {
    return settings.inDoubtBoundMillis() > 0
        ? settings.inDoubtBoundMillis()
        : ExecutionSettings.DEFAULTS.inDoubtBoundMillis();
  }

  void storeIsAway(Now now) {
    storeBackAtMillis = now.monotonicMillis() + STORE_BACKOFF_MILLIS;
  }

  /** Whether payments may be sent, as far as it does not depend on a processor. */
  boolean maySend(Now now) {
    return !quiescing && eras.allTold() && pauses.maySend(now);
  }
}

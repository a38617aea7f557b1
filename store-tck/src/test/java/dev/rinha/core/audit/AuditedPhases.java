package dev.rinha.core.audit;

import dev.rinha.tck.Phase;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One of each kind of payment that is not settled beside those that are. */
final class AuditedPhases extends AuditedStore {

  /** In an order in which only the last one is left waiting. */
  private static final List<Phase> PHASES =
      List.of(
          Phase.HELD,
          Phase.SENDING,
          Phase.IN_DOUBT,
          Phase.SETTLED,
          Phase.DEAD,
          Phase.DISCARDED,
          Phase.QUEUED);

  final Map<Phase, UUID> ids = new EnumMap<>(Phase.class);

  AuditedPhases() {
    super(SETTLED);
    PHASES.forEach(phase -> ids.put(phase, phase.reach(store)));
  }
}

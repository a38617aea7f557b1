package dev.rinha.cli.deadletter;

import dev.rinha.core.history.History.Step;
import dev.rinha.core.store.DiscardedDeadLetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a dead letter was discarded, as the end of its history tells. */
final class DiscardReason {

  private DiscardReason() {}

  static @Nullable String of(DiscardedDeadLetter discarded) {
    List<Step> steps = discarded.letter().history().steps();
    return !steps.isEmpty() && steps.getLast() instanceof Step.Discarded(_, var remark)
        ? remark.text()
        : null;
  }
}

package dev.rinha.bench;

import dev.rinha.bench.NotReadyException.Reason;
import dev.rinha.bench.client.BackendClient;
import dev.rinha.bench.client.Endpoint;
import dev.rinha.bench.client.ProcessorAdmin;
import dev.rinha.bench.client.Targets;
import dev.rinha.bench.schedule.BenchJson;
import dev.rinha.bench.schedule.Both;
import dev.rinha.bench.schedule.Schedule;
import java.io.IOException;
import java.math.BigDecimal;

/** Brings everybody to the start: healthy, empty. */
final class Preparation {

  private final Targets targets;
  private final Schedule schedule;
  private final BackendClient backend;
  private final Both<ProcessorAdmin> processors;

  Preparation(
      Targets targets, Schedule schedule, BackendClient backend, Both<ProcessorAdmin> processors) {
    this.targets = targets;
    this.schedule = schedule;
    this.backend = backend;
    this.processors = processors;
  }

  /** Returns the fees the processors charge. */
  Both<BigDecimal> prepare() throws NotReadyException {
    BigDecimal primary =
        prepare(Both.NAMES.primary(), targets.processors().primary(), processors.primary());
    BigDecimal fallback =
        prepare(Both.NAMES.fallback(), targets.processors().fallback(), processors.fallback());
    Both<BigDecimal> fees = new Both<>(primary, fallback);
    requireFees(fees);
    try {
      backend.purge();
    } catch (IOException e) {
      throw new NotReadyException(
          Reason.BACKEND_NOT_READY, "the backend cannot be purged: " + e.getMessage(), e);
    }
    return fees;
  }

  /** Healthy, and free of faults when the schedule brings any. */
  static Schedule.Conditions healthy(Schedule schedule) {
    return schedule.hasFaults()
        ? new Schedule.Conditions(0, false, BenchJson.MAPPER.createObjectNode())
        : Schedule.Conditions.HEALTHY;
  }

  private BigDecimal prepare(String name, Endpoint endpoint, ProcessorAdmin processor)
      throws NotReadyException {
    try {
      processor.purge();
      processor.apply(healthy(schedule));
      return processor.summary().fee();
    } catch (IOException e) {
      throw NotReadyException.processor(name, endpoint, e);
    }
  }

  private void requireFees(Both<BigDecimal> charged) throws NotReadyException {
    Both<BigDecimal> wanted = schedule.fees();
    if (wanted == null) {
      return;
    }
    Both<Boolean> same = wanted.with(charged, (want, have) -> want.compareTo(have) == 0);
    if (!same.primary() || !same.fallback()) {
      throw new NotReadyException(
          Reason.UNSUITABLE_PROCESSOR,
          "schedule "
              + schedule.name()
              + " is meant for fees "
              + wanted.primary()
              + " and "
              + wanted.fallback()
              + ", the processors charge "
              + charged.primary()
              + " and "
              + charged.fallback()
              + "; start them with these fees (--fee)",
          new IllegalStateException("fees differ"));
    }
  }
}

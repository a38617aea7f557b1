package dev.rinha.service.role;

import dev.rinha.core.store.Intake;
import dev.rinha.service.metrics.MetricsSource;
import java.util.List;

/** What a process is there for, with what it needs to do it. One per {@code MODE}. */
public sealed interface Role {

  /** What must be so before the process can serve. */
  List<ReadinessCheck> checks();

  /** Releases connections, after everything else has stopped. */
  Runnable release();

  /**
   * Accepts payments, passes everything else to the worker.
   *
   * @param warmUpIntake goes the way of the intake and accepts nothing
   */
  record Api(Intake intake, Intake warmUpIntake, List<ReadinessCheck> checks, Runnable release)
      implements Role {

    /** Copies the list. */
    public Api {
      checks = List.copyOf(checks);
    }
  }

  /** Executes payments and answers for them. */
  record Worker(
      SummarySource summaries,
      Purge purge,
      Engine engine,
      MetricsSource metrics,
      QuoteSource quotes,
      List<ReadinessCheck> checks,
      Runnable release)
      implements Role {

    /** Copies the list. */
    public Worker {
      checks = List.copyOf(checks);
    }
  }

  /** Both in one process. */
  record Standalone(
      Intake intake,
      Intake warmUpIntake,
      SummarySource summaries,
      Purge purge,
      Engine engine,
      MetricsSource metrics,
      QuoteSource quotes,
      List<ReadinessCheck> checks,
      Runnable release)
      implements Role {

    /** Copies the list. */
    public Standalone {
      checks = List.copyOf(checks);
    }
  }
}

package dev.rinha.service.role;

import dev.rinha.core.PaymentSearch;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.store.Intake;
import dev.rinha.core.store.OperatorLog;
import dev.rinha.core.store.Outbox;
import dev.rinha.core.store.StoreException;
import dev.rinha.service.http.DashboardSource;
import dev.rinha.service.http.Endpoints;
import dev.rinha.service.http.OperatorActs;
import dev.rinha.service.http.OtherWorkers;
import dev.rinha.service.http.OutcomeSource;
import dev.rinha.service.http.Purge;
import dev.rinha.service.http.QuoteSource;
import dev.rinha.service.http.ReadinessCheck;
import dev.rinha.service.http.SummarySource;
import dev.rinha.service.http.WorkerForward;
import dev.rinha.service.metrics.MetricsSource;
import java.util.List;
import java.util.Optional;

/** What a process is there for, with what it needs to do it. One per {@code MODE}. */
public sealed interface Role extends AutoCloseable {

  /** Adds what this process answers and not every process does. */
  void addEndpoints(Endpoints endpoints);

  /** Adds what the warm-up asks for: the same ways, at whose end nothing is changed. */
  void addWarmUpEndpoints(Endpoints endpoints);

  /** What executes payments here. */
  Optional<Engine> engine();

  /** What must be so before the process can serve. */
  List<ReadinessCheck> checks();

  /** Releases connections, after everything else has stopped. */
  @Override
  void close();

  /**
   * Accepts payments, reads the store, passes a purge to the worker. Closes the way to it.
   *
   * @param workers write what they know before the store is read
   */
  record Api(
      Accepting accepting,
      OutcomeSource payments,
      WorkerForward forward,
      OtherWorkers workers,
      SummarySource summaries,
      List<ReadinessCheck> checks,
      MetricsSource metrics,
      Runnable release)
      implements Role {

    /** Copies the list. */
    public Api {
      checks = List.copyOf(checks);
    }

    @Override
    public void addEndpoints(Endpoints endpoints) {
      accepting.addEndpoints(endpoints);
      endpoints.payment(payments).summary(workers, summaries).purge(forward).metrics(metrics);
    }

    @Override
    public void addWarmUpEndpoints(Endpoints endpoints) {
      accepting.addWarmUpEndpoints(endpoints);
      endpoints.unasked((_, response) -> response.send());
    }

    @Override
    public Optional<Engine> engine() {
      return Optional.empty();
    }

    @Override
    public void close() {
      forward.close();
      workers.close();
      release.run();
    }
  }

  /**
   * Executes payments and answers for them.
   *
   * @param others write what they know before the store is read
   * @param awaitSettled returns once this one has
   */
  record Worker(
      OutcomeSource payments,
      PaymentSearch search,
      OtherWorkers others,
      Runnable awaitSettled,
      SummarySource summaries,
      Purge purge,
      Engine execution,
      MetricsSource metrics,
      QuoteSource quotes,
      DashboardSource dashboard,
      Outbox outbox,
      OperatorLog operatorLog,
      OperatorActs acts,
      List<ReadinessCheck> checks,
      Runnable release)
      implements Role {

    /** Copies the list. */
    public Worker {
      checks = List.copyOf(checks);
    }

    @Override
    public void addEndpoints(Endpoints endpoints) {
      endpoints
          .payment(payments)
          .list(search)
          .summary(others, summaries)
          .settled(awaitSettled)
          .purge(purge, operatorLog)
          .quotes(quotes)
          .metrics(metrics)
          .dashboard(dashboard)
          .events(outbox)
          .acts(acts, operatorLog);
    }

    @Override
    public void addWarmUpEndpoints(Endpoints endpoints) {
      endpoints.summary(others, summaries);
    }

    @Override
    public Optional<Engine> engine() {
      return Optional.of(execution);
    }

    @Override
    public void close() {
      others.close();
      release.run();
    }
  }

  /** Both in one process: accepts payments, and is otherwise a worker. */
  record Standalone(Accepting accepting, Worker worker) implements Role {

    @Override
    public void addEndpoints(Endpoints endpoints) {
      accepting.addEndpoints(endpoints);
      worker.addEndpoints(endpoints);
    }

    @Override
    public void addWarmUpEndpoints(Endpoints endpoints) {
      accepting.addWarmUpEndpoints(endpoints);
      worker.addWarmUpEndpoints(endpoints);
    }

    @Override
    public Optional<Engine> engine() {
      return worker.engine();
    }

    @Override
    public List<ReadinessCheck> checks() {
      return worker.checks();
    }

    @Override
    public void close() {
      worker.close();
    }
  }

  /**
   * What accepts payments.
   *
   * @param withoutRoom goes the way of the intake and accepts nothing
   */
  record Accepting(Intake intake, Intake withoutRoom) {

    private static final Acceptance ACCEPTED = new Acceptance.Accepted();

    private void addEndpoints(Endpoints endpoints) {
      endpoints.payments(intake);
    }

    /** Warms the answer of an acceptance too; without a store at least the rest. */
    private void addWarmUpEndpoints(Endpoints endpoints) {
      endpoints.payments(
          payment -> {
            try {
              withoutRoom.accept(payment);
            } catch (StoreException e) {
              // The process reports not ready because of that elsewhere.
            }
            return ACCEPTED;
          });
    }
  }
}

package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.PaymentRouter;
import dev.rinha.core.PaymentSearch;
import dev.rinha.core.payment.Money;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.InMemoryProcessor;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DelegatingQueue;
import dev.rinha.core.store.DelegatingStore;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.WorkQueue;
import dev.rinha.core.store.memory.MemoryStore;
import dev.rinha.service.config.ServiceConfig;
import dev.rinha.service.http.DashboardSource;
import dev.rinha.service.http.OperatorActs;
import dev.rinha.service.http.OtherWorkers;
import dev.rinha.service.http.OutcomeSource;
import dev.rinha.service.lifecycle.ServiceLogging;
import dev.rinha.service.lifecycle.ServiceProcess;
import dev.rinha.service.metrics.MetricsSource;
import dev.rinha.service.role.Engine;
import dev.rinha.service.role.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A process whose worker meets an error that it cannot go on after. */
final class DefectTest {

  @Test
  void processWhoseWorkerHasMetAnErrorEndsWithAReason() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                DefectTest.class.getName())
            .redirectErrorStream(true)
            .start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it goes on");
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(ServiceProcess.EXIT_FAILED, process.exitValue(), said);
      assertTrue(
          said.contains(
              "rinha: the execution of payments has stopped, so this process ends:"
                  + " java.lang.OutOfMemoryError: Java heap space"),
          said);
    } finally {
      process.destroyForcibly();
    }
  }

  /** The process. */
  public static void main(String[] arguments) throws IOException {
    ServiceLogging.setUp();
    new ServiceProcess(DefectTest::worker, System.err)
        .start(
            new String[] {
              "--mode=worker",
              "--server.host=127.0.0.1",
              "--server.port=0",
              "--management.port=none"
            },
            Map.of(),
            ServiceProcess::stopOnTermination);
  }

  private static Role worker(ServiceConfig config, InstantSource clock) {
    PaymentRouter router =
        PaymentRouter.builder(new Exhausted(new MemoryStore()))
            .processor(ProcessorSettings.of("only", Fee.parse("0.05")), new InMemoryProcessor())
            .build();
    router.accept(UUID.randomUUID(), new Money(1990));
    return new Role.Worker(
        new OutcomeSource(router::details, router::whenFinished),
        new PaymentSearch(new MemoryStore().lists()),
        new OtherWorkers(new MemoryStore().workers(), "", Optional.empty()),
        router::awaitSettled,
        router::summary,
        router::purge,
        new Engine() {
          @Override
          public void start(CompletableFuture<Throwable> defect, int port) {
            var _ = router.defect().thenAccept(defect::complete);
            router.start();
          }

          @Override
          public void stop(Duration grace) {
            router.stop(grace);
          }
        },
        MetricsSource.NONE,
        _ -> List.of(),
        new DashboardSource(List::of, List::of),
        new MemoryStore().outbox(),
        new MemoryStore().operatorLog(),
        new OperatorActs(
            new MemoryStore(), List.of(), (_, _) -> new Lookup.Absent(), InstantSource.system()),
        List.of(),
        router::close);
  }

  private static final class Exhausted extends DelegatingStore {

    private final WorkQueue queue;

    Exhausted(PaymentStore store) {
      super(store);
      queue =
          new DelegatingQueue(store.queue()) {
            @Override
            public List<Claim> take(String worker, int max, long waitMillis) {
              throw new OutOfMemoryError("Java heap space");
            }
          };
    }

    @Override
    public WorkQueue queue() {
      return queue;
    }
  }
}

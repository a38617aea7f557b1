package dev.rinha.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rinha.cli.dev.DevState;
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.simulator.ProcessorSimulator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rinha-cli dev} is killed and started again; its Redis lives on and is found again. */
final class DevRestartTest {

  private static final Duration BOUND = Duration.ofSeconds(20);

  @Test
  void devRestartInTheMiddleOfARunLosesNothing(@TempDir Path data) throws IOException {
    URI url = URI.create("http://127.0.0.1:" + JavaProcess.freePort());
    try (ProcessorSimulator cheap = ProcessorSimulator.builder().fee("0.05").start();
        ProcessorSimulator dear = ProcessorSimulator.builder().fee("0.15").start();
        Http http = new Http(Duration.ofSeconds(4));
        JavaProcess dev = dev(data, url, cheap, dear)) {
      cheap.delay(Duration.ofMillis(50));
      start(dev, http, url);
      try (Payments payments = Payments.to(List.of(url), 150, System.nanoTime())) {
        Waiting.pass(Duration.ofSeconds(2));

        dev.kill();
        start(dev, http, url);

        Waiting.pass(Duration.ofSeconds(1));
        payments.finish(BOUND);
        String redis = DevState.read(data).orElseThrow().redisAddress();
        try (RedisStore store = RedisStore.open(RedisSettings.at(redis))) {
          Examination examination =
              new Examination(store, Map.of("default", cheap, "fallback", dear), url, http, 1);
          examination.drained(BOUND);
          examination.passes(payments);
        }
      } finally {
        start(dev, http, url);
        assertEquals(0, dev.terminate(BOUND), "exit code of dev after SIGTERM");
      }
    }
  }

  private static JavaProcess dev(
      Path data, URI url, ProcessorSimulator cheap, ProcessorSimulator dear) {
    return new JavaProcess(
        "DevRestartTest-dev",
        Map.of("DEFAULT_PROCESSOR_URL", cheap.url(), "FALLBACK_PROCESSOR_URL", dear.url()),
        List.of(),
        List.of(
            "dev",
            "--port=" + url.getPort(),
            "--management.port=0",
            "--data=" + data,
            "--server.host=127.0.0.1",
            "--warm-up.requests=0",
            "--execution.claim-timeout=1s"));
  }

  private static void start(JavaProcess dev, Http http, URI url) {
    dev.start();
    Waiting.until(() -> http.healthy(url), Stack.START_BOUND, () -> dev + " does not serve");
  }
}

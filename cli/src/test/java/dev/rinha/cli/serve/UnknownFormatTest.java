package dev.rinha.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.cli.CommandRun;
import dev.rinha.cli.Planted;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.store.redis.RedisPlants;
import dev.rinha.service.lifecycle.ServiceProcess;
import dev.rinha.service.wiring.StoreWiring;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must not touch a store says so at once, in one line. */
final class UnknownFormatTest {

  private static final String LINE = "has format 7, and this build knows format 1 only; use the";

  @ParameterizedTest
  @ValueSource(strings = {"api", "worker", "standalone"})
  void serviceEndsAtItsStartWithOneLine(String mode) {
    try (Planted planted = ofAnotherFormat()) {
      ByteArrayOutputStream complaints = new ByteArrayOutputStream();
      String[] flags = {
        "--mode=" + mode,
        "--server.host=127.0.0.1",
        "--server.port=0",
        "--redis.address=" + planted.settings().address(),
        "--redis.namespace=" + planted.settings().namespace()
      };

      Optional<Integer> exitCode =
          new ServiceProcess(
                  new StoreWiring(), new PrintStream(complaints, true, StandardCharsets.UTF_8))
              .start(flags, Map.of(), app -> app.close());

      String said = complaints.toString(StandardCharsets.UTF_8);
      assertEquals(Optional.of(ServiceProcess.EXIT_FAILED), exitCode, said);
      assertTrue(said.startsWith("rinha: Redis at ") && said.contains(LINE), said);
      assertEquals(1, said.lines().count(), said);
    }
  }

  @Test
  void toolAndDoctorSayWhatToDo() {
    try (Planted planted = ofAnotherFormat()) {
      CommandRun status = planted.run("status");
      CommandRun doctor = planted.run("doctor");

      assertEquals(ExitCode.UNREACHABLE, status.exitCode(), status::toString);
      assertTrue(status.err().contains(LINE), status::err);
      assertTrue(doctor.out().contains(LINE), doctor::out);
    }
  }

  private static Planted ofAnotherFormat() {
    Planted planted = new Planted("test");
    try (RedisPlants plants = new RedisPlants(planted.settings(), planted.store())) {
      plants.setting("format", "7");
    }
    return planted;
  }
}

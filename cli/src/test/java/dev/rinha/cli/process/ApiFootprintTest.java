package dev.rinha.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every megabyte of a gateway counts, so it must not know what only the worker needs. */
final class ApiFootprintTest {

  /** All but the types that settings are read into: those of a gateway are checked like others. */
  private static final Pattern OF_THE_WORKER =
      Pattern.compile(
          "dev\\.rinha\\.(service\\.wiring\\.RouterEngine|core\\.(PaymentRouter|execution\\."
              + "|processor\\.(?!Fee)|routing\\.(?!Waiting|PriceOfTime|RoutingPolicies)))\\S*");

  /** Of connections that are encrypted, where none is. */
  private static final Pattern OF_TLS =
      Pattern.compile(
          "dev\\.rinha\\.service\\.http\\.(ServerTls|ClientTls|TlsContent|HandshakeTimeout)\\S*"
              + "|sun\\.security\\.ssl\\.SSLContextImpl\\S*");

  @Test
  void apiLoadsNothingOfTheWorkerAndNothingOfTls() throws IOException {
    Path classes = JavaProcess.logFile("ApiFootprintTest-classes.log");
    try (Stack stack =
        Stack.of(ApiFootprintTest.class)
            .workers(0)
            .withoutTool()
            .jvmFlag("-Xlog:class+load=info:file=" + classes)
            .start()) {
      var api = stack.url("api-1");
      String payment = "{\"correlationId\":\"%s\",\"amount\":1.00}".formatted(UUID.randomUUID());
      assertEquals(202, stack.http().post(api.resolve("/payments"), payment).statusCode());
      assertEquals(200, stack.http().get(api.resolve("/payments-summary")).statusCode());
      assertEquals(503, stack.http().post(api.resolve("/purge-payments"), "").statusCode());

      assertEquals(0, stack.process("api-1").terminate(Duration.ofSeconds(8)));

      String loaded = Files.readString(classes);
      assertTrue(loaded.contains("dev.rinha.service.http.Gateway"), "no list of classes");
      assertEquals(List.of(), found(OF_THE_WORKER, loaded));
      assertEquals(List.of(), found(OF_TLS, loaded));
    }
  }

  private static List<String> found(Pattern classes, String loaded) {
    return classes.matcher(loaded).results().map(MatchResult::group).toList();
  }
}

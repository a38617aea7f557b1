package dev.rinha.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.cli.CommandRun;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.faults.Poll;
import dev.rinha.core.store.redis.TestRedis;
import dev.rinha.core.tls.TestAuthority;
import dev.rinha.core.tls.TestAuthority.Pair;
import dev.rinha.simulator.ProcessorSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway and two workers as processes of their own that take nothing but TLS, from those alone
 * who show a certificate, at the management address as well; and the tool with them.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class TlsBetweenPartsTest {

  private final TestRedis redis = TestRedis.start(TestRedis.Edition.available().getLast());
  private final ProcessorSimulator processor = ProcessorSimulator.builder().fee("0.05").start();
  private final int gateway = JavaProcess.freePort();
  private final int worker = JavaProcess.freePort();
  private final int management = JavaProcess.freePort();
  private final List<JavaProcess> processes = new ArrayList<>();
  private Optional<HttpClient> operator = Optional.empty();
  private Path folder = Path.of("");
  private Path tool = Path.of("");

  @BeforeAll
  void start(@TempDir Path files) throws IOException {
    folder = files;
    TestAuthority authority = new TestAuthority(files.resolve("authority"));
    Pair own = authority.give(TestAuthority.HERE);
    operator =
        Optional.of(
            HttpClient.newBuilder().sslContext(authority.context(Optional.of(own))).build());
    List<String> asking =
        List.of(
            "worker.trust-file=" + authority.trust(),
            "worker.client-certificate-file=" + own.certificate(),
            "worker.client-key-file=" + own.key());
    tool = settings("tool", asking);
    String common = String.join("\n", asking) + "\n" + served("server", authority, own);
    Path api = settings("gateway", List.of(common));
    Path workers = settings("worker", List.of(common, served("management", authority, own)));
    serve("gateway", api, "--mode=api", "--server.port=" + gateway);
    serve(
        "worker-1",
        workers,
        "--mode=worker",
        "--server.port=" + worker,
        "--management.port=" + management);
    serve("worker-2", workers, "--mode=worker", "--server.port=0", "--management.port=0");
    Poll.until("they serve", Stack.START_BOUND, () -> isReady(gateway) && isReady(worker));
  }

  private Path settings(String name, List<String> lines) throws IOException {
    List<String> all = new ArrayList<>(lines);
    all.add("redis.address=" + redis.address());
    all.add("worker.host=127.0.0.1");
    all.add("worker.port=" + worker);
    all.add("processors.names=default");
    all.add("processors.default.url=" + processor.url());
    return Files.write(folder.resolve(name + ".properties"), all);
  }

  private static String served(String address, TestAuthority authority, Pair own) {
    return """
    %1$s.tls.certificate-file=%2$s
    %1$s.tls.key-file=%3$s
    %1$s.tls.client-trust-file=%4$s
    """
        .formatted(address, own.certificate(), own.key(), authority.trust());
  }

  private void serve(String name, Path settings, String... flags) {
    List<String> arguments = new ArrayList<>(List.of("serve", "--config-file=" + settings));
    arguments.addAll(List.of("--profile=challenge", "--server.host=127.0.0.1"));
    arguments.addAll(List.of("--warm-up.requests=0"));
    arguments.addAll(List.of(flags));
    JavaProcess process =
        new JavaProcess("TlsBetweenPartsTest-" + name, Map.of(), List.of(), arguments);
    processes.add(process);
    process.start();
  }

  private boolean isReady(int port) {
    try {
      return ask(port, "GET", "/healthz").statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private HttpResponse<String> ask(int port, String method, String path) throws IOException {
    try {
      return operator
          .orElseThrow()
          .send(
              HttpRequest.newBuilder(URI.create(url(port) + path))
                  .method(method, BodyPublishers.noBody())
                  .build(),
              BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String url(int port) {
    return "https://127.0.0.1:" + port;
  }

  @AfterAll
  void stop() {
    processes.forEach(JavaProcess::close);
    operator.ifPresent(HttpClient::close);
    processor.close();
    redis.close();
  }

  private CommandRun run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config-file", tool.toString()));
    return CommandRun.of(all.toArray(String[]::new));
  }

  /**
   * Offered by the tool, executed by workers that sum up together, and forgotten by one of them.
   */
  @Test
  void paymentsAreOfferedSummedUpAndPurgedOverTls() throws IOException {
    Path payments =
        Files.writeString(
            folder.resolve("payments.ndjson"),
            "{\"correlationId\":\"4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3\",\"amount\":19.90}\n");

    CommandRun offered = run("replay", "file", payments.toString(), "--to", url(gateway), "--yes");

    assertEquals(ExitCode.OK, offered.exitCode(), offered::toString);
    for (int port : List.of(gateway, worker, management)) {
      Poll.until(
          "it is in the summary of " + url(port),
          Stack.START_BOUND,
          () -> isComplete(summary(port), "\"totalAmount\":19.90"));
    }
    assertEquals(200, ask(gateway, "POST", "/purge-payments").statusCode());
    assertFalse(summary(gateway).body().contains("19.90"));
  }

  private static boolean isComplete(HttpResponse<String> summary, String total) {
    return summary.body().contains(total)
        && summary.headers().firstValue("Summary-Without-Worker").isEmpty();
  }

  private HttpResponse<String> summary(int port) {
    try {
      return ask(port, "GET", "/payments-summary");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void dashboardIsServedOverTls() throws IOException {
    HttpResponse<String> page = ask(management, "GET", "/dashboard");

    assertEquals(200, page.statusCode(), page::body);
    assertEquals(200, ask(management, "GET", "/payments").statusCode());
  }

  @Test
  void toolAsksServicesOverTlsWithWhatTheSettingsSay() {
    CommandRun status = run("status");
    CommandRun doctor = run("doctor", "--service", url(gateway), "--service", url(management));

    assertTrue(status.out().contains(url(worker) + " holds 0 payments"), status::toString);
    for (int port : List.of(gateway, management)) {
      assertTrue(doctor.out().contains(url(port) + " answers that it is up"), doctor::toString);
    }
    assertTrue(
        run("status", "--worker", url(management)).out().contains(url(management) + " holds 0"));
  }

  @Test
  void toolSaysWhichSettingsAHandshakeFollows() {
    CommandRun run = CommandRun.of("doctor", "--redis", redis.address(), "--service", url(gateway));

    assertTrue(run.out().contains("no answer from " + url(gateway) + "/healthz: "), run::out);
    assertTrue(run.out().contains("; worker.trust-file names who is believed"), run::out);
  }

  @Test
  void contradictionIsSaidAlikeAtTheStartByValidateAndByDoctor() throws IOException {
    String line = "worker.client-certificate-file has no effect without worker.trust-file";
    List<String> lines = new ArrayList<>(Files.readAllLines(tool));
    lines.removeFirst();
    String wrong = Files.write(folder.resolve("wrong.properties"), lines).toString();

    CommandRun validate = CommandRun.of("config", "validate", "--config-file=" + wrong);
    CommandRun serve = CommandRun.of("serve", "--config-file=" + wrong);
    CommandRun doctor = CommandRun.of("doctor", "--config-file", wrong);

    assertEquals(ExitCode.USAGE, validate.exitCode(), validate::toString);
    assertEquals("rinha-cli: " + line + "\n", validate.err());
    assertEquals(ExitCode.USAGE, serve.exitCode(), serve::toString);
    assertEquals("rinha-cli: " + line + "\n", doctor.err());
  }
}

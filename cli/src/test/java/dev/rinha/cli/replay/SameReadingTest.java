package dev.rinha.cli.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.cli.CommandRun;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.memory.MemoryStore;
import dev.rinha.core.summary.Summary;
import dev.rinha.service.config.Configuration;
import dev.rinha.service.config.ServiceConfig;
import dev.rinha.service.http.OtherWorkers;
import dev.rinha.service.http.OutcomeSource;
import dev.rinha.service.http.WorkerForward;
import dev.rinha.service.lifecycle.ServiceApp;
import dev.rinha.service.metrics.MetricsSource;
import dev.rinha.service.role.Role;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * A line of a file is the payment that the gateway would make of it, or none at all. Once {@code
 * "amount":1,"amount":1000} was executed as 1000.00, and {@code 1e999999999} took all memory.
 */
final class SameReadingTest {

  private static final String ID = "4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3";
  private static final String SOME = "\"correlationId\":\"" + ID + "\"";

  private static final List<String> PAYMENTS =
      List.of(
          "{" + SOME + ",\"amount\":19.90}",
          " {\t\"amount\" : 1990e-2 , " + SOME + " } \r",
          "{\"amo\\u0075nt\":19.9," + SOME.replace("I", "\\u0049") + "}",
          "{\"correlationId\":\"4A7901B8-7D26-4D9D-AA19-4DC1C7CF60B3\",\"amount\":1.99E+1}",
          "{" + SOME + ",\"amount\":19.90,\"note\":{\"amount\":1,\"x\":[null,\"é😀\"]}}");

  private static final List<String> NONE =
      List.of(
          "{" + SOME + ",\"amount\":1,\"amount\":1000}",
          "{" + SOME + ",\"amount\":1,\"amo\\u0075nt\":1000}",
          "{" + SOME + "," + SOME + ",\"amount\":1}",
          "{" + SOME + ",\"amount\":1,\"note\":1,\"n\\u006fte\":1}",
          "{" + SOME + ",\"amount\":1e999999999}",
          "{" + SOME + ",\"amount\":1e-999999999}",
          "{" + SOME + ",\"amount\":0e999999999}",
          "{" + SOME + ",\"amount\":" + "9".repeat(1000) + "}",
          "{" + SOME + ",\"amount\":100000000.01}",
          "{" + SOME + ",\"amount\":0.001}",
          "{" + SOME + ",\"amount\":0}",
          "{" + SOME + ",\"amount\":-1}",
          "{" + SOME + ",\"amount\":\"19.90\"}",
          "{" + SOME + ",\"amount\":NaN}",
          "{" + SOME + ",\"amount\":01}",
          "{" + SOME + ",\"amount\":null}",
          "{" + SOME + ",\"Amount\":1}",
          "{" + SOME + "}",
          "{\"amount\":1}",
          "{\"correlationId\":\"test-001\",\"amount\":1}",
          "{\"correlationId\":\" " + ID + "\",\"amount\":1}",
          "{\"correlationId\":7,\"amount\":1}",
          "{" + SOME + ",\"amount\":1} {" + SOME + ",\"amount\":1}",
          "[{" + SOME + ",\"amount\":1}]",
          "{" + SOME + ",\"amount\":1,}",
          "{" + SOME + ",\"amount\":1",
          "{/* */" + SOME + ",\"amount\":1}",
          "{'amount':1}",
          "{" + SOME + ",\"amount\":1,\"x\":" + "[".repeat(50) + "]".repeat(50) + "}",
          "{" + SOME + ",\"amount\":1,\"x\":\"\u0080not UTF-8\"}",
          "\ufeff{" + SOME + ",\"amount\":1}",
          "nonsense",
          "null");

  @TempDir private Path folder = Path.of("");
  private final Map<UUID, Money> accepted = new ConcurrentHashMap<>();
  private final ServiceConfig config =
      ServiceConfig.from(
          Configuration.load(
              Map.of(
                  "mode", "api",
                  "profile", "challenge",
                  "server.host", "127.0.0.1",
                  "server.port", "0",
                  "warm-up.requests", "0"),
              Map.of()));
  private final ServiceApp gateway =
      ServiceApp.start(
          config,
          new Role.Api(
              new Role.Accepting(this::accept, _ -> new Acceptance.QueueFull(0)),
              new OutcomeSource(_ -> Optional.empty(), _ -> new CompletableFuture<>()),
              new WorkerForward(config.worker(), config.intake().retryAfter()),
              new OtherWorkers(new MemoryStore().workers(), "", Optional.empty()),
              _ -> new Summary(new TreeMap<>()),
              List.of(),
              MetricsSource.NONE,
              () -> {}),
          InstantSource.system());
  private final String url = "http://127.0.0.1:" + gateway.port();
  private final HttpClient client = HttpClient.newHttpClient();

  private Acceptance accept(Payment payment) {
    accepted.put(payment.correlationId(), payment.amount());
    return new Acceptance.Accepted();
  }

  @AfterEach
  void stop() {
    client.close();
    gateway.close();
  }

  @ParameterizedTest
  @FieldSource("PAYMENTS")
  void linesThatTheGatewayAcceptsAreThesePayments(String line) throws Exception {
    HttpResponse<String> answer = post(line);
    Recorded read = read(line);

    assertEquals(202, answer.statusCode(), answer.body());
    assertEquals(Map.of(UUID.fromString(ID), Money.parse("19.90")), accepted);
    assertEquals(new Recorded.Payment(2, UUID.fromString(ID), Money.parse("19.90")), read);
  }

  @ParameterizedTest
  @FieldSource("NONE")
  void linesThatTheGatewayRefusesAreNoneForTheSameReason(String line) throws Exception {
    HttpResponse<String> answer = post(line);

    if (!(read(line) instanceof Recorded.Unreadable(long number, String why))) {
      throw new AssertionError("taken for a payment");
    }
    assertEquals(400, answer.statusCode(), answer.body());
    assertEquals(2, number);
    assertTrue(answer.body().replace("\\\"", "\"").contains(why), () -> why + "\n" + answer.body());
  }

  @Test
  void replayOfAllOfThemExecutesNoneOfTheOthers() throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (String line : NONE) {
      lines.write(bytes(line));
      lines.write('\n');
    }
    Path file = Files.write(folder.resolve("payments.ndjson"), lines.toByteArray());

    CommandRun run = CommandRun.of("replay", "file", file.toString(), "--to", url, "--yes");

    assertEquals(ExitCode.FINDING, run.exitCode(), run::toString);
    assertTrue(run.out().matches("(?s).*unreadable +" + NONE.size() + "\\R.*"), run::out);
    assertEquals(Map.of(), accepted);
    assertTrue(run.err().contains("line 1: the field 'amount' occurs twice"), run::err);
  }

  @Test
  void byteOrderMarkBeforeTheFirstLineIsPassedOver() throws IOException {
    Path file = folder.resolve("payments.ndjson");
    Files.writeString(file, "\ufeff" + PAYMENTS.getFirst() + "\n" + PAYMENTS.getLast() + "\n");

    CommandRun first =
        CommandRun.of("replay", "file", file.toString(), "--to", url, "--yes", "--limit", "1");
    assertEquals(1, accepted.size(), first::toString);
    CommandRun rest =
        CommandRun.of("replay", "file", file.toString(), "--to", url, "--yes", "--resume");

    assertEquals(ExitCode.OK, rest.exitCode(), rest::toString);
    assertTrue(rest.out().matches("(?s).*accepted +2\\R.*"), rest::out);
  }

  private HttpResponse<String> post(String line) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(url + "/payments"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(bytes(line)))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** The line as the second of a file. */
  private Recorded read(String line) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.write('\n');
    text.write(bytes(line));
    Path file = Files.write(folder.resolve("payments.ndjson"), text.toByteArray());
    try (RecordedPayments payments = RecordedPayments.open(file)) {
      return payments.next(2).getFirst();
    }
  }

  private static byte[] bytes(String line) {
    return line.getBytes(
        line.contains("\u0080") ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
  }
}

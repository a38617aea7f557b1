package dev.rinha.cli.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rinha.cli.CommandRun;
import dev.rinha.cli.basics.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReplayFileCommandTest {

  /** Takes payments as a gateway does, up to a limit; beyond it answers 503. */
  private static final class TakingGateway implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, String> taken = new ConcurrentHashMap<>();
    private volatile int limit = Integer.MAX_VALUE;
    private volatile int offers;
    private volatile String token = "";

    TakingGateway() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
      server.createContext("/payments", this::take);
      server.setExecutor(Executors.newSingleThreadExecutor());
      server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String id = body.substring(0, body.indexOf(','));
      offers = offers + 1;
      String before = taken.get(id);
      int status = 202;
      String shown = exchange.getRequestHeaders().getFirst("Authorization");
      if (!token.isEmpty() && !("Bearer " + token).equals(shown)) {
        status = 401;
      } else if (before == null && taken.size() >= limit) {
        status = 503;
      } else if (before != null && !before.equals(body)) {
        status = 422;
      } else if (before != null) {
        exchange.getResponseHeaders().add("Idempotent-Replayed", "true");
      } else {
        taken.put(id, body);
      }
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  @TempDir private Path folder = Path.of("");
  private final TakingGateway gateway = new TakingGateway();

  ReplayFileCommandTest() throws IOException {}

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void everyLineIsReportedByWhatBecameOfIt() throws IOException {
    String id = UUID.randomUUID().toString();
    Path file = file(line(id, "1.00"), line(id, "1.0"), line(id, "2.00"), "nonsense", "", line());

    CommandRun run = replay(file, "--yes", "--rate", "100", "--json");

    assertEquals(ExitCode.FINDING, run.exitCode(), run::toString);
    assertTrue(run.out().contains("{\"result\":\"unreadable\",\"payments\":1}"), run::out);
    assertTrue(run.out().contains("{\"result\":\"rejected\",\"payments\":1}"), run::out);
    assertTrue(run.out().contains("{\"result\":\"duplicate\",\"payments\":1}"), run::out);
    assertTrue(run.out().contains("{\"result\":\"accepted\",\"payments\":2}"), run::out);
    assertTrue(run.err().contains("line 3: " + id + " was rejected: 422"), run::err);
    assertTrue(run.err().contains("line 4: expected a JSON object, but there is 'n' at byte 0"));
  }

  @Test
  void gatewayThatStopsTakingPaymentsIsPartlyDoneAndResumedWhereItStopped() throws IOException {
    List<String> lines = lines(200);
    Path file = file(lines.toArray(String[]::new));
    gateway.limit = 150;

    CommandRun first = replay(file, "--yes", "--patience", "100ms");
    gateway.limit = Integer.MAX_VALUE;
    int offersBefore = gateway.offers;
    CommandRun second = replay(file, "--yes", "--resume");

    assertEquals(ExitCode.PARTLY_DONE, first.exitCode(), first::toString);
    assertTrue(first.err().contains("go on with --resume"), first::err);
    assertEquals(ExitCode.OK, second.exitCode(), second::toString);
    assertEquals(200, gateway.taken.size());
    assertEquals(200 - 2 * FileReplay.BATCH, gateway.offers - offersBefore);
  }

  @Test
  void paymentsAreOfferedWithTheTokenOfTheFile() throws IOException {
    gateway.token = "of-a-client";
    Path token = Files.writeString(folder.resolve("client"), "of-a-client\n");
    Path file = file(line(), line());

    CommandRun without = replay(file, "--yes");
    CommandRun with = replay(file, "--yes", "--client-token-file", token.toString());

    assertEquals(ExitCode.FINDING, without.exitCode(), without::toString);
    assertTrue(without.err().contains("rejected: 401"), without::err);
    assertEquals(ExitCode.OK, with.exitCode(), with::toString);
    assertEquals(2, gateway.taken.size());
  }

  @Test
  void fileWithoutATokenPostsNothingAndIsNotShown() throws IOException {
    Path token = Files.writeString(folder.resolve("client"), "marked secret\n");

    CommandRun run = replay(file(line()), "--yes", "--client-token-file", token.toString());

    assertEquals(ExitCode.USAGE, run.exitCode(), run::toString);
    assertTrue(run.err().contains("must have a token in its first line"), run::err);
    assertFalse(run.err().contains("marked"), run::err);
    assertEquals(0, gateway.offers);
  }

  @Test
  void gatewayThatTakesNothingIsUnreachable() throws IOException {
    gateway.limit = 0;

    CommandRun run = replay(file(line()), "--yes", "--patience", "1ms");

    assertEquals(ExitCode.UNREACHABLE, run.exitCode(), run::toString);
    assertTrue(run.err().contains("503"), run::err);
  }

  @Test
  void dryRunCountsAndPostsNothing() throws IOException {
    CommandRun run = replay(file(line(UUID.randomUUID().toString(), "12.34"), "x"), "--dry-run");

    assertEquals(ExitCode.OK, run.exitCode(), run::toString);
    assertTrue(run.err().contains("1 payment of 12.34 in all (and 1 line without one)"));
    assertEquals(0, gateway.offers);
  }

  @Test
  void unconfirmedReplayIsRefused() throws IOException {
    CommandRun run = replay(file(line()));

    assertEquals(ExitCode.REFUSED, run.exitCode(), run::toString);
    assertEquals(0, gateway.offers);
  }

  @Test
  void checkpointOfAnotherFileIsRefused() throws IOException {
    Path file = file(lines(100).toArray(String[]::new));
    replay(file, "--yes", "--limit", "70");
    Files.write(file, lines(100));

    CommandRun run = replay(file, "--yes", "--resume");

    assertEquals(ExitCode.REFUSED, run.exitCode(), run::toString);
    assertTrue(run.err().contains("has changed since"), run::err);
  }

  @Test
  void checkpointOfAnotherGatewayIsRefused() throws IOException {
    Path file = file(lines(100).toArray(String[]::new));
    replay(file, "--yes", "--limit", "70");

    CommandRun run =
        CommandRun.of("replay", "file", file.toString(), "--to", "http://127.0.0.1:1", "--resume");

    assertEquals(ExitCode.REFUSED, run.exitCode(), run::toString);
    assertTrue(run.err().contains("is of a replay to " + gateway.url()), run::err);
  }

  @Test
  void limitIsKeptAndTheRestIsDoneWithResume() throws IOException {
    Path file = file(lines(100).toArray(String[]::new));

    replay(file, "--yes", "--limit", "70");
    assertEquals(70, gateway.taken.size());
    replay(file, "--yes", "--resume");

    assertEquals(100, gateway.taken.size());
    assertEquals(100, gateway.offers);
    assertFalse(Files.exists(Checkpoint.of(file)));
  }

  private CommandRun replay(Path file, String... options) {
    List<String> all =
        new ArrayList<>(List.of("replay", "file", file.toString(), "--to", gateway.url()));
    all.addAll(Arrays.asList(options));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private Path file(String... lines) throws IOException {
    return Files.write(folder.resolve("payments.ndjson"), List.of(lines));
  }

  private static List<String> lines(int count) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(line());
    }
    return lines;
  }

  private static String line() {
    return line(UUID.randomUUID().toString(), "19.90");
  }

  private static String line(String id, String amount) {
    return "{\"amount\": %s, \"correlationId\": \"%s\"}".formatted(amount, id);
  }
}

package dev.rinha.core.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.faults.Fault;
import dev.rinha.core.faults.FaultProxy;
import dev.rinha.core.faults.Poll;
import dev.rinha.core.faults.RawServer;
import dev.rinha.core.payment.Money;
import dev.rinha.core.summary.TimeWindow;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelidonProcessorClientTest {

  private static final UUID ID = UUID.fromString("4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3");
  private static final Money AMOUNT = new Money(1990);
  private static final long REQUESTED_AT_MILLIS =
      Instant.parse("2025-07-15T12:34:56.123Z").toEpochMilli();
  private static final long TIMEOUT_MILLIS = 5000;
  private static final long SHORT_MILLIS = 400;

  @Nested
  class Sending {

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204})
    void anyCompleteSuccessIsExecuted(int status) throws IOException {
      assertEquals(
          new Outcome.Executed(), sentTo(answering(status, "", status == 204 ? "" : "{}")));
    }

    @Test
    void unprocessableIsADuplicate() throws IOException {
      assertEquals(new Outcome.Duplicate(), sentTo(answering(422, "", "{\"message\":\"exists\"}")));
    }

    @ParameterizedTest
    @CsvSource({
      "Retry-After: 3, 3000",
      "Retry-After: 0, 0",
      "Retry-After: soon, 0",
      "Retry-After: -1, 0",
      "Retry-After: 99999999999, 0",
      "X-Other: 1, 0"
    })
    void tooManyRequestsIsThrottled(String header, long retryAfterMillis) throws IOException {
      assertEquals(
          new Outcome.Throttled(retryAfterMillis), sentTo(answering(429, header + "\r\n", "")));
    }

    @ParameterizedTest
    @CsvSource({
      "200, text/html, <html>maintenance</html>",
      "200, text/html; charset=utf-8, ''",
      "200, application/json, <html>maintenance</html>",
      "200, text/plain, OK",
      "202, application/octet-stream, OK"
    })
    void successThatIsNeitherEmptyNorJsonIsNoneOfTheProcessor(
        int status, String contentType, String body) throws IOException {
      assertInstanceOf(
          Outcome.Intercepted.class, sentTo(answering(status, contentType(contentType), body)));
    }

    @ParameterizedTest
    @CsvSource({
      "application/json, {\"message\":\"payment processed successfully\"}",
      "application/problem+json, []",
      "'', ' {}'",
      "text/plain, {}"
    })
    void successInJsonIsExecutedWhateverItIsCalled(String contentType, String body)
        throws IOException {
      assertEquals(new Outcome.Executed(), sentTo(answering(200, contentType(contentType), body)));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 500, 501, 502, 503, 504, 599})
    void serverErrorMayBeTheWordOfAMachineInBetween(int status) throws IOException {
      assertEquals(new Outcome.Unknown("status " + status), sentTo(answering(status, "", "")));
    }

    @Test
    void statusesThatAreConfiguredMeanWhatTheyAreConfiguredFor() throws IOException {
      StatusMeanings meanings = new StatusMeanings(Set.of(401, 503), Set.of(500));

      assertEquals(new Outcome.Failed(500), sentWith(meanings, answering(500, "", "oops")));
      assertInstanceOf(Outcome.NotSent.class, sentWith(meanings, answering(503, "", "")));
      assertInstanceOf(Outcome.NotSent.class, sentWith(meanings, answering(401, "", "")));
      assertEquals(new Outcome.Unknown("status 429"), sentWith(meanings, answering(429, "", "")));
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 307, 401, 403, 404, 405, 409, 410, 413, 415, 451})
    void refusalOnTheWayIsNotOneOfThePayment(int status) throws IOException {
      assertEquals(
          new Outcome.Intercepted("status " + status), sentTo(answering(status, "", "no")));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 422, 500, 503})
    void htmlIsNotTheProcessorsWord(int status) throws IOException {
      assertInstanceOf(
          Outcome.Intercepted.class, sentTo(answering(status, contentType("text/html"), "<p>")));
    }

    @Test
    void refusalOfThePaymentIsRejectedWithTheReason() throws IOException {
      assertEquals(new Outcome.Rejected(400, "no"), sentTo(answering(400, "", "no")));
    }

    private static Outcome sentWith(StatusMeanings meanings, RawServer.Script script)
        throws IOException {
      try (RawServer server = new RawServer(script);
          HelidonProcessorClient client =
              HelidonProcessorClient.builder(server.url()).meanings(meanings).build()) {
        return send(client, TIMEOUT_MILLIS);
      }
    }

    @Test
    void reasonOfARejectionIsBounded() throws IOException {
      assertEquals(
          new Outcome.Rejected(400, "x".repeat(200)),
          sentTo(answering(400, "", "x".repeat(20_000))));
    }

    @ParameterizedTest
    @ValueSource(ints = {600, 999})
    void statusOutsideOfHttpIsUnknown(int status) throws IOException {
      assertInstanceOf(Outcome.Unknown.class, sentTo(answering(status, "", "")));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 102, 103})
    void informationIsNoRejection(int status) throws IOException {
      RawServer.Script script =
          exchange -> {
            exchange.write("HTTP/1.1 " + status + " Wait\r\n\r\n");
            exchange.respond(200, "{}");
          };
      assertInstanceOf(Outcome.Unknown.class, sentTo(script, SHORT_MILLIS));
    }

    @Test
    void refusedConnectionIsNotSent() throws IOException {
      try (HelidonProcessorClient client =
          new HelidonProcessorClient(URI.create("http://127.0.0.1:" + freePort()))) {
        assertInstanceOf(Outcome.NotSent.class, send(client, TIMEOUT_MILLIS));
      }
    }

    @Test
    void unknownHostIsNotSent() {
      try (HelidonProcessorClient client =
          new HelidonProcessorClient(URI.create("http://processor.invalid:8080"))) {
        assertInstanceOf(Outcome.NotSent.class, send(client, TIMEOUT_MILLIS));
      }
    }

    @Test
    void connectTimeoutIsNotSent() throws IOException {
      List<Socket> fillers = new ArrayList<>();
      try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          HelidonProcessorClient client =
              HelidonProcessorClient.builder(URI.create("http://127.0.0.1:" + full.getLocalPort()))
                  .connectTimeout(Duration.ofMillis(SHORT_MILLIS))
                  .build()) {
        fillBacklog(full, fillers);
        assertInstanceOf(Outcome.NotSent.class, send(client, TIMEOUT_MILLIS));
      } finally {
        for (Socket filler : fillers) {
          filler.close();
        }
      }
    }

    @Test
    void connectionsAreCountedWhileTheyAreUsedAndWhileTheyRest() throws IOException {
      AtomicReference<Supplier<ConnectionCounts>> counts =
          new AtomicReference<>(() -> new ConnectionCounts(0, 0, 0));
      List<ConnectionCounts> during = new CopyOnWriteArrayList<>();
      RawServer.Script script =
          exchange -> {
            during.add(counts.get().get());
            if (during.size() < 3) {
              exchange.respond(200, "{}");
            }
          };
      try (RawServer server = new RawServer(script);
          HelidonProcessorClient client = new HelidonProcessorClient(server.url())) {
        counts.set(client::connections);
        assertEquals(new ConnectionCounts(0, 0, 0), client.connections());
        send(client, TIMEOUT_MILLIS);
        send(client, TIMEOUT_MILLIS);
        assertEquals(new ConnectionCounts(0, 1, 1), client.connections());
        send(client, SHORT_MILLIS);

        assertEquals(Collections.nCopies(3, new ConnectionCounts(1, 0, 1)), during);
        assertEquals(new ConnectionCounts(0, 0, 1), client.connections());
      }
    }

    @Test
    void silenceIsUnknownAndEndsTheConnection() throws IOException {
      try (RawServer server = new RawServer(exchange -> {});
          HelidonProcessorClient client = new HelidonProcessorClient(server.url())) {
        assertEquals(
            new Outcome.Unknown("no answer within " + SHORT_MILLIS + " ms"),
            send(client, SHORT_MILLIS));
        Poll.until("the client closed the connection", () -> server.ended() == 1);
      }
    }

    @Test
    void lateAnswerIsNeverTakenForTheNextOne() throws IOException {
      CountDownLatch timedOut = new CountDownLatch(1);
      RawServer.Script script =
          exchange -> {
            if (exchange.connection() == 1) {
              await(timedOut);
              exchange.respond(200, "{}");
            } else {
              exchange.respond(422, "{}");
            }
          };
      try (RawServer server = new RawServer(script);
          HelidonProcessorClient client = new HelidonProcessorClient(server.url())) {
        assertInstanceOf(Outcome.Unknown.class, send(client, SHORT_MILLIS));
        timedOut.countDown();
        assertEquals(new Outcome.Duplicate(), send(client, TIMEOUT_MILLIS));
      }
    }

    @Test
    void answerNobodyAskedForIsNeverTakenForTheNextOne() throws IOException {
      RawServer.Script script =
          exchange ->
              exchange.write(
                  exchange.connection() == 1
                      ? RawServer.response(422, "", "{}") + RawServer.response(200, "", "{}")
                      : RawServer.response(422, "", "{}"));
      try (RawServer server = new RawServer(script);
          HelidonProcessorClient client = new HelidonProcessorClient(server.url())) {
        assertEquals(new Outcome.Duplicate(), send(client, TIMEOUT_MILLIS));
        assertEquals(new Outcome.Duplicate(), send(client, TIMEOUT_MILLIS));
      }
    }

    @Test
    void resetAfterTheRequestIsUnknown() throws IOException {
      assertInstanceOf(Outcome.Unknown.class, sentTo(RawServer.Exchange::reset));
    }

    @Test
    void endWithoutAnAnswerIsUnknown() throws IOException {
      assertInstanceOf(Outcome.Unknown.class, sentTo(RawServer.Exchange::end));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 422, 429, 500, 503})
    void answerThatEndsInTheBodyIsUnknown(int status) throws IOException {
      assertInstanceOf(Outcome.Unknown.class, sentTo(cut(status)));
    }

    @Test
    void successThatEndsInTheBodyIsExecuted() throws IOException {
      assertEquals(new Outcome.Executed(), sentTo(cut(200)));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"HTT", "HTTP/1.1 2", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Le"})
    void answerThatEndsInTheHeadIsUnknown(String head) throws IOException {
      RawServer.Script script =
          exchange -> {
            exchange.write(head);
            exchange.end();
          };
      assertInstanceOf(Outcome.Unknown.class, sentTo(script));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-OpenSSH\r\n\r\n", "\0\1\2\3\r\n\r\n", "HTTP/1.1 abc\r\n\r\n"})
    void garbageIsUnknown(String garbage) throws IOException {
      RawServer.Script script =
          exchange -> {
            exchange.write(garbage);
            exchange.end();
          };
      assertInstanceOf(Outcome.Unknown.class, sentTo(script));
    }

    @Test
    void endlessHeadIsUnknownWithinTheTimeout() throws IOException {
      assertUnknownInTime(trickling("HTTP/1.1 200 OK\r\nX-Long: "));
    }

    @Test
    void trickledErrorIsUnknownWithinTheTimeout() throws IOException {
      assertUnknownInTime(trickling("HTTP/1.1 500 Oops\r\nContent-Length: 1000\r\n\r\n"));
    }

    private void assertUnknownInTime(RawServer.Script script) throws IOException {
      try (RawServer server = new RawServer(script);
          HelidonProcessorClient client = new HelidonProcessorClient(server.url())) {
        long start = System.nanoTime();
        assertInstanceOf(Outcome.Unknown.class, send(client, SHORT_MILLIS));
        long tookMillis = (System.nanoTime() - start) / 1_000_000;
        assertTrue(tookMillis < 10 * SHORT_MILLIS, () -> "took " + tookMillis + " ms");
        Poll.until("the client closed the connection", () -> server.ended() == 1);
      }
    }

    @Test
    void oneConnectionServesManySends() throws IOException {
      try (RawServer server = new RawServer(exchange -> exchange.respond(200, "{}"));
          HelidonProcessorClient client = new HelidonProcessorClient(server.url())) {
        for (int i = 0; i < 20; i++) {
          assertEquals(new Outcome.Executed(), send(client, TIMEOUT_MILLIS));
        }
        assertEquals(1, server.connections());
      }
    }

    @Test
    void connectionThatTheProcessorClosedMeanwhileIsNotUsed() throws IOException {
      try (RawServer server = new RawServer(exchange -> exchange.respond(200, "{}"));
          HelidonProcessorClient client = new HelidonProcessorClient(server.url())) {
        for (int i = 0; i < 20; i++) {
          send(client, TIMEOUT_MILLIS);
          int closed = server.ended();
          server.endConnections();
          Poll.until("the connection ended", () -> server.ended() > closed);
          Outcome outcome = send(client, TIMEOUT_MILLIS);
          assertTrue(
              outcome instanceof Outcome.Executed || outcome instanceof Outcome.Unknown,
              outcome::toString);
        }
      }
    }

    @Test
    void restedConnectionThatTheProcessorClosedIsReplaced() throws IOException {
      try (RawServer server = new RawServer(exchange -> exchange.respond(200, "{}"));
          HelidonProcessorClient client = new HelidonProcessorClient(server.url())) {
        send(client, TIMEOUT_MILLIS);
        server.endConnections();
        rest();
        assertEquals(new Outcome.Executed(), send(client, TIMEOUT_MILLIS));
        assertEquals(2, server.connections());
        rest();
        assertEquals(new Outcome.Executed(), send(client, TIMEOUT_MILLIS));
        assertEquals(2, server.connections(), "a rested connection that is open is used again");
      }
    }

    @Test
    void answerNobodyAskedForThatComesLaterIsNeverTakenForTheNextOne() throws IOException {
      CountDownLatch answered = new CountDownLatch(1);
      RawServer.Script script =
          exchange -> {
            exchange.respond(422, "{}");
            if (exchange.connection() == 1) {
              await(answered);
              exchange.respond(200, "{}");
            }
          };
      try (RawServer server = new RawServer(script);
          HelidonProcessorClient client = new HelidonProcessorClient(server.url())) {
        assertEquals(new Outcome.Duplicate(), send(client, TIMEOUT_MILLIS));
        answered.countDown();
        rest();
        assertEquals(new Outcome.Duplicate(), send(client, TIMEOUT_MILLIS));
      }
    }

    @Test
    void closedClientSendsNothing() throws IOException {
      try (RawServer server = new RawServer(exchange -> exchange.respond(200, "{}"))) {
        HelidonProcessorClient client = new HelidonProcessorClient(server.url());
        send(client, TIMEOUT_MILLIS);
        client.close();
        assertInstanceOf(Outcome.NotSent.class, send(client, TIMEOUT_MILLIS));
        assertEquals(1, server.requests().size());
        Poll.until("all connections ended", () -> server.ended() == server.connections());
      }
    }

    /** Long enough for the client to look at an idle connection before it uses it again. */
    private void rest() {
      long start = System.nanoTime();
      Poll.until("the connection has rested", () -> System.nanoTime() - start > 60_000_000);
    }

    @Test
    void lostAnswersAreUnknownAndNothingIsSentTwice() throws IOException {
      try (RawServer server = new RawServer(exchange -> exchange.respond(200, "{}"));
          FaultProxy proxy = new FaultProxy(server.url(), 1);
          HelidonProcessorClient client = new HelidonProcessorClient(proxy.url())) {
        for (Fault fault :
            List.of(Fault.RESET_AFTER_FORWARD, Fault.HALF_CLOSE, Fault.STALL_AFTER_FORWARD)) {
          int before = server.requests().size();
          assertEquals(new Outcome.Executed(), send(client, TIMEOUT_MILLIS), fault::name);
          proxy.next(1, fault);
          assertInstanceOf(Outcome.Unknown.class, send(client, SHORT_MILLIS), fault::name);
          Poll.until(
              "both requests arrived, " + fault, () -> server.requests().size() == before + 2);
        }
        proxy.next(1, Fault.RESET_BEFORE_FORWARD);
        assertInstanceOf(Outcome.Unknown.class, send(client, TIMEOUT_MILLIS));
        assertEquals(6, server.requests().size());
        proxy.next(1, Fault.CUT_RESPONSE);
        assertEquals(new Outcome.Executed(), send(client, TIMEOUT_MILLIS));
      }
    }

    @ParameterizedTest
    @CsvSource({
      "1990, 2025-07-15T12:34:56.123Z, 19.90",
      "5, 2025-07-15T12:34:56.100Z, 0.05",
      "10000000000, 2025-07-15T12:34:56.000Z, 100000000.00",
      "1, 2025-07-15T12:34:00.010Z, 0.01"
    })
    void requestIsExactlyWhatTheProcessorReads(long cents, String requestedAt, String literal)
        throws IOException {
      try (RawServer server = new RawServer(exchange -> exchange.respond(200, "{}"));
          HelidonProcessorClient client = new HelidonProcessorClient(server.url())) {
        client.send(
            ID, new Money(cents), Instant.parse(requestedAt).toEpochMilli(), TIMEOUT_MILLIS);
        String request = server.requests().getFirst();
        String body =
            "{\"correlationId\":\""
                + ID
                + "\",\"amount\":"
                + literal
                + ",\"requestedAt\":\""
                + requestedAt
                + "\"}";
        assertTrue(request.startsWith("POST /payments HTTP/1.1\r\n"), request);
        assertTrue(request.contains("\r\nContent-Type: application/json\r\n"), request);
        assertTrue(request.contains("\r\nContent-Length: " + body.length() + "\r\n"), request);
        assertTrue(request.endsWith("\r\n\r\n" + body), request);
      }
    }
  }

  @Nested
  class Finding {

    @ParameterizedTest
    @CsvSource({
      "19.90, 1990",
      "19.9, 1990",
      "1.99E1, 1990",
      "19.9000, 1990",
      "'\"19.90\"', 1990",
      "20, 2000",
      "0.05, 5"
    })
    void amountsAreReadInEveryFormat(String amount, long cents) throws IOException {
      assertEquals(
          new Lookup.Found(cents, REQUESTED_AT_MILLIS),
          foundIn(amount, "2025-07-15T12:34:56.123Z"));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "2025-07-15T12:34:56.123Z",
          "2025-07-15T12:34:56.123000Z",
          "2025-07-15T12:34:56.123000000Z",
          "2025-07-15T12:34:56.123+00:00",
          "2025-07-15T09:34:56.123-03:00",
          "2025-07-15T12:34:56.123",
          "2025-07-15T12:34:56.123000"
        })
    void timesAreReadInEveryFormat(String requestedAt) throws IOException {
      assertEquals(new Lookup.Found(1990, REQUESTED_AT_MILLIS), foundIn("19.90", requestedAt));
    }

    @Test
    void asksForThePayment() throws IOException {
      try (RawServer server = new RawServer(exchange -> exchange.respond(404, ""));
          HelidonProcessorClient client = new HelidonProcessorClient(server.url())) {
        assertEquals(new Lookup.Absent(), client.find(ID));
        assertTrue(
            server.requests().getFirst().startsWith("GET /payments/" + ID + " HTTP/1.1\r\n"));
      }
    }

    @ParameterizedTest
    @CsvSource({
      "404, text/html, <html>not found</html>",
      "404, text/plain, 404 page not found",
      "200, text/html, <html>maintenance</html>"
    })
    void notThereOfSomethingElseIsUnavailable(int status, String contentType, String body)
        throws IOException {
      assertEquals(
          new Lookup.Unavailable("status " + status + " with " + contentType),
          found(answering(status, contentType(contentType), body)));
    }

    @Test
    void answerAboutAnotherPaymentIsUnavailable() throws IOException {
      String another =
          "{\"correlationId\":\""
              + new UUID(1, 2)
              + "\",\"amount\":1,\"requestedAt\":\"2025-07-15T12:34:56Z\"}";
      assertInstanceOf(Lookup.Unavailable.class, found(answering(200, "", another)));
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 301, 400, 401, 403, 405, 422, 429, 500, 503})
    void otherStatusIsUnavailable(int status) throws IOException {
      assertEquals(new Lookup.Unavailable("status " + status), found(answering(status, "", "")));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "{}",
          "[]",
          "null",
          "not json",
          "{\"amount\":19.90}",
          "{\"amount\":null,\"requestedAt\":null}",
          "{\"amount\":-1,\"requestedAt\":\"2025-07-15T12:34:56.123Z\"}",
          "{\"amount\":19.999,\"requestedAt\":\"2025-07-15T12:34:56.123Z\"}",
          "{\"amount\":19.90,\"requestedAt\":\"yesterday\"}",
          "{\"amount\":19.90,\"requestedAt\":\"2025-07-15T12:34:56.123Z\"",
        })
    void answerThatCannotBeReadIsUnavailable(String body) throws IOException {
      assertInstanceOf(Lookup.Unavailable.class, found(answering(200, "", body)));
    }

    @Test
    void brokenAnswersAreUnavailable() throws IOException {
      assertInstanceOf(Lookup.Unavailable.class, found(RawServer.Exchange::reset));
      assertInstanceOf(Lookup.Unavailable.class, found(RawServer.Exchange::end));
      assertInstanceOf(Lookup.Unavailable.class, found(cut(200)));
      assertInstanceOf(Lookup.Unavailable.class, found(cut(404)));
    }

    @Test
    void silenceIsUnavailableWithinTheTimeout() throws IOException {
      assertInstanceOf(Lookup.Unavailable.class, found(exchange -> {}));
    }

    @Test
    void refusedConnectionIsUnavailable() throws IOException {
      try (HelidonProcessorClient client =
          new HelidonProcessorClient(URI.create("http://127.0.0.1:" + freePort()))) {
        assertInstanceOf(Lookup.Unavailable.class, client.find(ID));
      }
    }

    private Lookup foundIn(String amount, String requestedAt) throws IOException {
      String body =
          "{\"correlationId\":\""
              + ID
              + "\",\"extra\":{\"amount\":1},\"amount\":"
              + amount
              + ",\"requestedAt\":\""
              + requestedAt
              + "\"}";
      return found(answering(200, "", body));
    }

    private Lookup found(RawServer.Script script) throws IOException {
      try (RawServer server = new RawServer(script);
          HelidonProcessorClient client = new HelidonProcessorClient(server.url())) {
        return client.find(ID);
      }
    }
  }

  @Nested
  class AskingForHealth {

    @Test
    void reportsTheProcessorsOwnWord() throws IOException {
      try (RawServer server =
              new RawServer(
                  exchange -> exchange.respond(200, "{\"failing\":true,\"minResponseTime\":120}"));
          HelidonProcessorClient client = new HelidonProcessorClient(server.url())) {
        assertEquals(new HealthReport.Reported(true, 120), client.health());
        assertTrue(
            server.requests().getFirst().startsWith("GET /payments/service-health HTTP/1.1\r\n"));
      }
      assertEquals(
          new HealthReport.Reported(false, 0),
          health(answering(200, "", "{\"minResponseTime\":0,\"failing\":false}")));
    }

    @Test
    void unavailableWithTheUsualBodyIsTheProcessorsWord() throws IOException {
      assertEquals(
          new HealthReport.Reported(true, 5),
          health(answering(503, "", "{\"failing\":true,\"minResponseTime\":5}")));
      assertInstanceOf(HealthReport.Unreachable.class, health(answering(503, "", "try later")));
    }

    @Test
    void tooManyRequestsIsRefused() throws IOException {
      assertEquals(new HealthReport.Refused(), health(answering(429, "", "")));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "{}",
          "x",
          "{\"failing\":true}",
          "{\"minResponseTime\":1}",
          "{\"failing\":\"maybe\",\"minResponseTime\":1}",
          "{\"failing\":null,\"minResponseTime\":1}",
          "{\"failing\":false,\"minResponseTime\":\"slow\"}",
          "{\"failing\":false,\"minResponseTime\":-1}"
        })
    void answerThatCannotBeReadIsUnreachable(String body) throws IOException {
      assertInstanceOf(HealthReport.Unreachable.class, health(answering(200, "", body)));
    }

    @Test
    void everythingElseIsUnreachable() throws IOException {
      assertEquals(new HealthReport.Unreachable("status 500"), health(answering(500, "", "")));
      assertInstanceOf(HealthReport.Unreachable.class, health(RawServer.Exchange::reset));
      assertInstanceOf(HealthReport.Unreachable.class, health(cut(200)));
      try (HelidonProcessorClient client =
          new HelidonProcessorClient(URI.create("http://127.0.0.1:" + freePort()))) {
        assertInstanceOf(HealthReport.Unreachable.class, client.health());
      }
    }

    private HealthReport health(RawServer.Script script) throws IOException {
      try (RawServer server = new RawServer(script);
          HelidonProcessorClient client = new HelidonProcessorClient(server.url())) {
        return client.health();
      }
    }
  }

  private static Outcome sentTo(RawServer.Script script) throws IOException {
    return sentTo(script, TIMEOUT_MILLIS);
  }

  private static Outcome sentTo(RawServer.Script script, long timeoutMillis) throws IOException {
    try (RawServer server = new RawServer(script);
        HelidonProcessorClient client = new HelidonProcessorClient(server.url())) {
      Outcome outcome = send(client, timeoutMillis);
      assertEquals(1, server.requests().size(), "requests that left for one send");
      return outcome;
    }
  }

  @Nested
  class Configured {

    private static final String SECRET = "Bearer s3cret";

    @Test
    void everyRequestIsBelowThePathAndHasTheHeaders() throws IOException {
      RawServer.Script script = exchange -> exchange.respond(200, "{}");
      try (RawServer server = new RawServer(script)) {
        HelidonProcessorClient client =
            HelidonProcessorClient.builder(URI.create(server.url() + "/shop/processor-a/"))
                .header("Authorization", SECRET)
                .header("X-Tenant", "7, 8")
                .build();
        try (var books = new HelidonProcessorBooks(client, "123")) {
          send(client, TIMEOUT_MILLIS);
          client.find(ID);
          client.health();
          assertThrows(
              ProcessorBooks.UnavailableException.class, () -> books.totals(TimeWindow.ALL));
        }

        List<String> requests = server.requests();
        assertEquals(
            List.of(
                "POST /shop/processor-a/payments HTTP/1.1",
                "GET /shop/processor-a/payments/" + ID + " HTTP/1.1",
                "GET /shop/processor-a/payments/service-health HTTP/1.1",
                "GET /shop/processor-a/admin/payments-summary HTTP/1.1"),
            requests.stream().map(request -> request.lines().findFirst().orElse("")).toList());
        for (String request : requests) {
          assertTrue(request.contains("\r\nAuthorization: " + SECRET + "\r\n"), request);
          assertTrue(request.contains("\r\nX-Tenant: 7, 8\r\n"), request);
        }
      }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "ftp://processor",
          "http:///a",
          "processor:8001",
          "http://processor/a?b=c",
          "http://processor/a#b",
          "http://processor/a%20b",
          "http://processor//a"
        })
    void otherUrlsAreRefused(String url) {
      var refusal =
          assertThrows(
              IllegalArgumentException.class,
              () -> HelidonProcessorClient.builder(URI.create(url)));

      assertTrue(String.valueOf(refusal.getMessage()).contains("was '" + url), refusal::toString);
    }

    @Test
    void passwordInAUrlIsRefusedAndNotShown() {
      var refusal =
          assertThrows(
              IllegalArgumentException.class,
              () -> HelidonProcessorClient.builder(URI.create("http://me:s3cret@processor")));

      assertFalse(refusal.toString().contains("s3cret"), refusal::toString);
    }

    @ParameterizedTest
    @CsvSource({
      "'X Tenant', v",
      "'', v",
      "'X:Y', v",
      "Host, v",
      "content-length, v",
      "Transfer-Encoding, v",
      "x-already, v"
    })
    void otherHeadersAreRefused(String name, String value) {
      var builder = HelidonProcessorClient.builder(URI.create("http://h")).header("X-Already", "1");

      assertThrows(IllegalArgumentException.class, () -> builder.header(name, value));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "s3cret\r\nX-Injected: 1",
          "s3cret\n",
          "s3cret\r",
          "s3cret\0",
          "s3cret\u007f",
          "s3cr\u00e9t",
          " s3cret",
          ""
        })
    void headerThatWouldBreakTheRequestIsRefusedAndNotShown(String value) {
      var builder = HelidonProcessorClient.builder(URI.create("http://h"));

      var refusal =
          assertThrows(IllegalArgumentException.class, () -> builder.header("X-Key", value));

      assertFalse(refusal.toString().contains("s3cr"), refusal::toString);
      assertTrue(refusal.toString().contains("X-Key"), refusal::toString);
      assertEquals(1, refusal.toString().lines().count());
    }

    @Test
    void headersAreInNoTextAndNoLog() throws IOException {
      List<String> logged = new CopyOnWriteArrayList<>();
      Logger root = Logger.getLogger("");
      Handler handler = new Recording(logged);
      Level level = root.getLevel();
      try (RawServer server = new RawServer(RawServer.Exchange::reset)) {
        root.addHandler(handler);
        root.setLevel(Level.ALL);
        var builder = HelidonProcessorClient.builder(server.url()).header("X-Key", SECRET);
        try (HelidonProcessorClient client = builder.build()) {
          Outcome outcome = send(client, TIMEOUT_MILLIS);

          for (Object told : List.of(builder, client, outcome, logged)) {
            assertFalse(told.toString().contains("s3cret"), told::toString);
          }
        }
      } finally {
        root.removeHandler(handler);
        root.setLevel(level);
      }
    }

    private static final class Recording extends Handler {

      private final List<String> logged;

      Recording(List<String> logged) {
        this.logged = logged;
        setLevel(Level.ALL);
      }

      @Override
      public void publish(LogRecord entry) {
        logged.add(entry.getMessage() + Arrays.toString(entry.getParameters()) + entry.getThrown());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    }
  }

  private static Outcome send(ProcessorClient client, long timeoutMillis) {
    return client.send(ID, AMOUNT, REQUESTED_AT_MILLIS, timeoutMillis);
  }

  private static String contentType(String value) {
    return value.isEmpty() ? "" : "Content-Type: " + value + "\r\n";
  }

  private static RawServer.Script answering(int status, String extraHeaders, String body) {
    return exchange -> exchange.respond(status, extraHeaders, body);
  }

  /** An answer that promises 100 bytes of body and ends after two. */
  private static RawServer.Script cut(int status) {
    return exchange -> {
      exchange.write("HTTP/1.1 " + status + " Status\r\nContent-Length: 100\r\n\r\n{}");
      exchange.end();
    };
  }

  /** Goes on with a byte every 20 ms until the client hangs up. */
  private static RawServer.Script trickling(String start) {
    return exchange -> {
      exchange.write(start);
      CountDownLatch never = new CountDownLatch(1);
      for (int i = 0; i < 1000; i++) {
        try {
          never.await(20, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
        exchange.write("x");
      }
    };
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(10, TimeUnit.SECONDS)) {
        throw new IOException("waited too long");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Connects until the kernel takes no more: a further connection attempt then hangs. */
  private static void fillBacklog(ServerSocket full, List<Socket> fillers) throws IOException {
    for (int i = 0; i < 64; i++) {
      Socket filler = new Socket();
      fillers.add(filler);
      try {
        filler.connect(new InetSocketAddress(full.getInetAddress(), full.getLocalPort()), 100);
      } catch (java.net.SocketTimeoutException e) {
        return;
      }
    }
    throw new AssertionError("the backlog took 64 connections");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

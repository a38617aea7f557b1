package dev.rinha.core.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {

  private static final String REQUEST =
      "POST /payments HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody";
  private static final int PATIENCE_MILLIS = 5000;

  private RawServer target;
  private FaultProxy proxy;

  @BeforeEach
  void start() throws IOException {
    target = new RawServer(exchange -> exchange.respond(200, "0123456789"));
    proxy = new FaultProxy(target.url(), 42);
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    target.close();
  }

  @Test
  void forwardsManyRequestsOnOneConnection() throws IOException {
    try (Client client = new Client()) {
      for (int i = 0; i < 5; i++) {
        assertTrue(client.ask().endsWith("0123456789"));
      }
    }
    assertEquals(1, proxy.connections());
    assertEquals(5, proxy.requests());
    assertEquals(1, target.connections());
    assertEquals(REQUEST, target.requests().getFirst());
  }

  @Test
  void forwardsChunkedAnswersAndAnswersThatEndWithTheConnection() throws IOException {
    String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    String unframed = "HTTP/1.1 500 Oops\r\n\r\nto the end";
    try (RawServer raw =
            new RawServer(
                exchange -> {
                  exchange.write(exchange.body().equals("body") ? chunked : unframed);
                  if (!exchange.body().equals("body")) {
                    exchange.end();
                  }
                });
        FaultProxy between = new FaultProxy(raw.url(), 1);
        Client client = new Client(between)) {
      assertEquals(chunked, client.ask());
      client.write(REQUEST.replace("body", "last"));
      assertEquals(unframed, client.readToTheEnd());
    }
  }

  @Test
  void resetBeforeForwardNeverReachesTheTarget() throws IOException {
    proxy.next(1, Fault.RESET_BEFORE_FORWARD);
    try (Client client = new Client()) {
      assertThrows(SocketException.class, client::ask);
    }
    assertEquals(List.of(), target.requests());
    assertEquals(1, proxy.count(Fault.RESET_BEFORE_FORWARD));
  }

  @Test
  void resetAfterForwardReachesTheTarget() throws IOException {
    proxy.next(1, Fault.RESET_AFTER_FORWARD);
    try (Client client = new Client()) {
      assertThrows(SocketException.class, client::ask);
    }
    assertEquals(1, target.requests().size());
    assertEquals(1, proxy.count(Fault.RESET_AFTER_FORWARD));
  }

  @Test
  void cutResponseEndsInTheMiddleOfTheBody() throws IOException {
    proxy.next(1, Fault.CUT_RESPONSE);
    try (Client client = new Client()) {
      client.write(REQUEST);
      assertTrue(client.readToTheEnd().endsWith("\r\n\r\n01234"));
    }
    assertEquals(1, proxy.count(Fault.CUT_RESPONSE));
  }

  @Test
  void halfCloseEndsTheAnswerAndStillReads() throws IOException {
    proxy.next(1, Fault.HALF_CLOSE);
    try (Client client = new Client()) {
      client.write(REQUEST);
      assertEquals("", client.readToTheEnd());
      client.write("more");
    }
    assertEquals(1, target.requests().size());
  }

  @Test
  void stallsAnswerNothingAndDoNotClose() throws IOException {
    proxy.next(1, Fault.STALL_BEFORE_FORWARD);
    proxy.next(1, Fault.STALL_AFTER_FORWARD);
    try (Client before = new Client();
        Client after = new Client()) {
      before.patience(50);
      assertThrows(SocketTimeoutException.class, before::ask);
      assertEquals(0, target.requests().size());
      after.patience(50);
      assertThrows(SocketTimeoutException.class, after::ask);
      Poll.until("the target saw the request", () -> target.requests().size() == 1);
    }
    Poll.until("the stalled connections ended with their clients", () -> target.ended() == 2);
  }

  @Test
  void latencyDelaysAndAnswersAllTheSame() throws IOException {
    proxy.plan(FaultPlan.slow(60));
    try (Client client = new Client()) {
      long start = System.nanoTime();
      client.ask();
      assertTrue(System.nanoTime() - start >= 60_000_000);
    }
    assertEquals(1, proxy.count(Fault.LATENCY));
  }

  @Test
  void refusesConnectionsUntilItListensAgain() throws IOException {
    try (Client client = new Client()) {
      client.ask();
      proxy.refuse();
      assertThrows(IOException.class, client::ask);
    }
    // A connection that was being accepted when the listener closed may still get through.
    Poll.until("connections are refused", this::refused);
    proxy.listen();
    try (Client client = new Client()) {
      client.ask();
    }
  }

  private boolean refused() {
    try (Client _ = new Client()) {
      return false;
    } catch (ConnectException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void resetsConnectionsOnAcceptByChance() throws IOException {
    proxy.plan(FaultPlan.none().with(Fault.RESET_ON_ACCEPT, 1000));
    try (Client client = new Client()) {
      assertThrows(IOException.class, client::ask);
    }
    assertEquals(1, proxy.count(Fault.RESET_ON_ACCEPT));
    assertEquals(0, proxy.requests());
  }

  @Test
  void chanceIsWhatThePlanSaysAndTheSameForTheSameSeed() throws IOException {
    FaultPlan plan =
        FaultPlan.none().with(Fault.CUT_RESPONSE, 100).with(Fault.RESET_AFTER_FORWARD, 200);
    List<String> first = outcomes(plan, 7);
    assertEquals(first, outcomes(plan, 7));
    long cut = first.stream().filter("cut"::equals).count();
    long reset = first.stream().filter("reset"::equals).count();
    assertTrue(cut >= 10 && cut <= 60, () -> "cut " + cut + " of 300");
    assertTrue(reset >= 30 && reset <= 100, () -> "reset " + reset + " of 300");
  }

  private List<String> outcomes(FaultPlan plan, long seed) throws IOException {
    List<String> outcomes = new ArrayList<>();
    try (FaultProxy seeded = new FaultProxy(target.url(), seed)) {
      seeded.plan(plan);
      Client client = new Client(seeded);
      while (outcomes.size() < 300) {
        String outcome = outcome(client);
        outcomes.add(outcome);
        if (!outcome.equals("whole")) {
          client.close();
          client = new Client(seeded);
        }
      }
      client.close();
      assertEquals(
          outcomes.stream().filter("cut"::equals).count(), seeded.count(Fault.CUT_RESPONSE));
      assertEquals(300, seeded.requests());
    }
    return outcomes;
  }

  private static String outcome(Client client) {
    try {
      client.ask();
      return "whole";
    } catch (EOFException e) {
      return "cut";
    } catch (IOException e) {
      return "reset";
    }
  }

  @Test
  void plansThatCannotBeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> FaultPlan.none().with(Fault.LATENCY, 1001));
    assertThrows(IllegalArgumentException.class, () -> FaultPlan.none().with(Fault.LATENCY, -1));
    assertThrows(IllegalArgumentException.class, () -> FaultPlan.slow(-1));
    FaultPlan most = FaultPlan.none().with(Fault.CUT_RESPONSE, 1000);
    assertThrows(IllegalArgumentException.class, () -> most.with(Fault.HALF_CLOSE, 1));
    assertThrows(IllegalArgumentException.class, () -> proxy.next(1, Fault.RESET_ON_ACCEPT));
  }

  private final class Client implements AutoCloseable {

    private final Socket socket;

    private final InputStream in;

    Client() throws IOException {
      this(proxy);
    }

    Client(FaultProxy proxy) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
      in = socket.getInputStream();
      patience(PATIENCE_MILLIS);
    }

    void patience(int millis) throws IOException {
      socket.setSoTimeout(millis);
    }

    void write(String bytes) throws IOException {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    String ask() throws IOException {
      write(REQUEST);
      return HttpMessage.readResponse(in).text();
    }

    String readToTheEnd() throws IOException {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}

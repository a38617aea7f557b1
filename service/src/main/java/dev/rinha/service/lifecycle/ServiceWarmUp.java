package dev.rinha.service.lifecycle;

import dev.rinha.service.config.AccessRole;
import dev.rinha.service.config.ServiceConfig;
import dev.rinha.service.config.Tokens;
import dev.rinha.service.http.Readiness;
import dev.rinha.service.http.ServiceServer;
import dev.rinha.service.role.Role;
import io.helidon.webserver.WebServer;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Warms the request path before the process reports ready: a second web server answers requests
 * over loopback for a moment and is gone. Behind it is the store, but only to look: payments find
 * no room, summaries are read.
 *
 * <p>The real server is not used because a payment of the warm-up must not be accepted, and because
 * a back door for such payments would be one. Bounded in number and time; a failure is logged and
 * otherwise ignored, since a cold process still serves.
 */
final class ServiceWarmUp {

  private static final Logger LOG = Logger.getLogger(ServiceWarmUp.class.getName());

  private final ServiceConfig config;
  private final Duration timeLimit;
  private final String client = Tokens.random();
  private final String reader = Tokens.random();
  private final Readiness readiness = new Readiness(List.of());
  private final WebServer server;

  ServiceWarmUp(ServiceConfig config, Role role, InstantSource clock) {
    this.config = config;
    this.timeLimit = config.warmUp().timeLimit();
    readiness.warm();
    ServiceConfig onLoopback =
        new ServiceConfig(
            config.mode(),
            config.environment(),
            config.access().only(tokens()),
            config.server().on(InetAddress.getLoopbackAddress().getHostAddress(), 0),
            Optional.empty(),
            config.logFormat(),
            config.warmUp(),
            config.worker(),
            config.redis(),
            config.intake(),
            config.routing(),
            config.execution(),
            config.traffic(),
            config.retention(),
            config.events(),
            config.processors());
    this.server = ServiceServer.create(onLoopback, role::addWarmUpEndpoints, readiness, clock);
  }

  /** What is here for a moment is not open to others meanwhile. */
  private Tokens tokens() {
    return Tokens.of(
        Map.of(
            client,
            new Tokens.Holder("warm-up-client", AccessRole.CLIENT),
            reader,
            new Tokens.Holder("warm-up-reader", AccessRole.READER)));
  }

  /** Warms up and returns when it is over. */
  void run() {
    if (config.warmUp().requests() == 0) {
      readiness.stopping();
      return;
    }
    try {
      server.start();
      sendRequests();
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.WARNING, "warm-up failed, serving cold: {0}", String.valueOf(e));
    } finally {
      readiness.stopping();
      server.stop();
    }
  }

  private void sendRequests() throws IOException {
    long startNanos = System.nanoTime();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(Math.toIntExact(Math.max(1, timeLimit.toMillis())));
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = new BufferedOutputStream(socket.getOutputStream());
      for (int i = 0; i < config.warmUp().requests(); i++) {
        if (System.nanoTime() - startNanos > timeLimit.toNanos()) {
          LOG.info("warm-up ended after " + i + " requests by its time limit");
          return;
        }
        out.write(request(i));
        out.flush();
        readAnswer(in);
      }
    }
  }

  /** Payments most of the time, of every eight one that is malformed and one summary. */
  private byte[] request(int i) {
    String request =
        switch (i % 8) {
          case 0 -> post("{\"correlationId\":\"1-1-1-1-1\",\"amount\":19.90}");
          case 1 ->
              "GET /payments-summary?from=2025-07-15T12:34:56.000Z&to=2025-07-15T12:35:56.000Z"
                  + " HTTP/1.1\r\n"
                  + authorized(reader)
                  + "Host: localhost\r\n\r\n";
          default ->
              post(
                  String.format(
                      Locale.ROOT,
                      "{\"correlationId\":\"4a7901b8-7d26-4d9d-aa19-4dc1c7cf%04x\",\"amount\":19.90}",
                      i & 0xffff));
        };
    return request.getBytes(StandardCharsets.US_ASCII);
  }

  private String post(String body) {
    return "POST /payments HTTP/1.1\r\n"
        + authorized(client)
        + "Host: localhost\r\n"
        + "Content-Type: application/json\r\n"
        + "Content-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static String authorized(String token) {
    return "Authorization: Bearer " + token + "\r\n";
  }

  private static void readAnswer(InputStream in) throws IOException {
    int length = 0;
    for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    in.skipNBytes(length);
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the warm-up server hung up");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}

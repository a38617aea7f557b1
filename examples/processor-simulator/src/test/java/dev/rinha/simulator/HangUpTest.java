package dev.rinha.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that hangs up does not take its payment back. */
class HangUpTest {

  @ParameterizedTest(name = "reset = {0}")
  @ValueSource(booleans = {false, true})
  void insertSurvivesAClientThatClosesAtOnce(boolean reset) throws Exception {
    try (var processor = ProcessorSimulator.builder().start()) {
      processor.delay(Duration.ofMillis(200));
      List<UUID> ids = Stream.generate(UUID::randomUUID).limit(20).toList();
      for (UUID id : ids) {
        sendAndHangUp(processor, id, reset);
      }
      Eventually.holds(() -> processor.payments().size() == ids.size(), processor::counts);
      assertTrue(ids.stream().allMatch(id -> processor.find(id).isPresent()));
    }
  }

  private static void sendAndHangUp(ProcessorSimulator processor, UUID id, boolean reset)
      throws IOException {
    String body = Caller.payment(id, "19.90", Caller.REQUESTED_AT);
    String request =
        "POST /payments HTTP/1.1\r\nHost: processor\r\nContent-Type: application/json\r\n"
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    long alreadyReceived = processor.counts().received();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), processor.port())) {
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      if (reset) {
        // a reset may overtake what the server has not read yet, so the request must be under way
        // first
        Eventually.holds(() -> processor.counts().received() > alreadyReceived, processor::counts);
        socket.setSoLinger(true, 0);
      }
    }
  }
}

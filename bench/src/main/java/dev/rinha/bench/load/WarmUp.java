package dev.rinha.bench.load;

import dev.rinha.bench.client.BackendClient;
import dev.rinha.bench.client.Endpoint;
import dev.rinha.bench.client.HttpConnection;
import dev.rinha.bench.client.Submission;
import dev.rinha.bench.schedule.Schedule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs the client's own code hot against a socket of its own before the load begins. The backend
 * sees nothing of it. Without it, the first few hundred requests measure this JVM's compiler, and
 * in the public test they alone are enough to make the 99th percentile.
 */
public final class WarmUp {

  private static final Duration AT_MOST = Duration.ofSeconds(2);
  private static final int ROUNDS = 4000;
  private static final int CONNECTIONS = 4;
  private static final byte[] ANSWER =
      "HTTP/1.1 202 Accepted\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n{}"
          .getBytes(StandardCharsets.US_ASCII);

  private static final AtomicBoolean DONE = new AtomicBoolean();

  private WarmUp() {}

  /** Does nothing the second time in a process. */
  public static void run(Schedule schedule) {
    if (DONE.getAndSet(true)) {
      return;
    }
    try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var endpoint =
          new Endpoint(listener.getInetAddress().getHostAddress(), listener.getLocalPort(), "");
      Stopwatch stopwatch = Stopwatch.start();
      for (int i = 0; i < CONNECTIONS; i++) {
        var source = new PaymentSource(schedule.amountsCents(), i, i);
        threads.execute(
            () ->
                post(endpoint, source, new LoadMeasurements(stopwatch, schedule, 1000), stopwatch));
        Socket accepted = listener.accept();
        threads.execute(() -> answer(accepted));
      }
    } catch (IOException e) {
      // Only a warm-up: the load itself will say what is wrong with the network.
    }
  }

  private static void post(
      Endpoint endpoint, PaymentSource source, LoadMeasurements measurements, Stopwatch stopwatch) {
    var connection = new HttpConnection(endpoint, AT_MOST, "", measurements::requestTook);
    try (var client = new BackendClient(connection)) {
      for (int i = 0; i < ROUNDS && stopwatch.millis() < AT_MOST.toMillis(); i++) {
        measurements.paymentSent(1);
        long startNanos = System.nanoTime();
        Submission submission = client.pay(source.nextId(), source.nextAmountCents());
        long tookNanos = System.nanoTime() - startNanos;
        measurements.paymentEnded(submission, tookNanos, tookNanos);
      }
    }
  }

  private static void answer(Socket socket) {
    byte[] request = new byte[1024];
    try (socket) {
      socket.setTcpNoDelay(true);
      while (socket.getInputStream().read(request) > 0) {
        socket.getOutputStream().write(ANSWER);
      }
    } catch (IOException e) {
      // The client has hung up: warm enough.
    }
  }
}

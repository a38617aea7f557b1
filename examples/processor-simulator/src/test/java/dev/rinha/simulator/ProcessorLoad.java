package dev.rinha.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A closed loop of payments against a processor: {@code ProcessorLoad [url|-] [seconds]
 * [connections]}. With {@code -} it starts a simulator in its own process. Prints payments per
 * second and latencies; not a test.
 */
final class ProcessorLoad {

  private static final byte[] OK = "HTTP/1.1 200".getBytes(US_ASCII);

  private final URI url;
  private final long endNanos;

  private ProcessorLoad(URI url, int seconds) {
    this.url = url;
    endNanos = System.nanoTime() + seconds * 1_000_000_000L;
  }

  public static void main(String[] args) throws Exception {
    String target = args.length > 0 ? args[0] : "-";
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 10;
    int connections = args.length > 2 ? Integer.parseInt(args[2]) : 64;
    if (target.equals("-")) {
      try (var processor = ProcessorSimulator.builder().start()) {
        run(URI.create(processor.url()), seconds, connections);
        System.out.println(processor.summary());
      }
    } else {
      run(URI.create(target), seconds, connections);
    }
  }

  private static void run(URI url, int seconds, int connections) throws Exception {
    var load = new ProcessorLoad(url, seconds);
    List<Callable<long[]>> loops = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      loops.add(load::payUntilTheEnd);
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<long[]> latencies = new ArrayList<>();
      for (Future<long[]> loop : threads.invokeAll(loops)) {
        latencies.add(loop.get());
      }
      report(seconds, latencies.stream().flatMapToLong(Arrays::stream).sorted().toArray());
    }
  }

  private static void report(int seconds, long[] nanos) {
    System.out.printf(
        "%d payments in %d s: %d/s, p50 %.2f ms, p99 %.2f ms, max %.2f ms%n",
        nanos.length,
        seconds,
        nanos.length / seconds,
        nanos[nanos.length / 2] / 1e6,
        nanos[(int) (nanos.length * 0.99)] / 1e6,
        nanos[nanos.length - 1] / 1e6);
  }

  private long[] payUntilTheEnd() throws IOException {
    long[] latencies = new long[1 << 16];
    int payments = 0;
    byte[] buffer = new byte[4096];
    try (var socket = new Socket(url.getHost(), url.getPort())) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      while (System.nanoTime() < endNanos) {
        long start = System.nanoTime();
        out.write(request());
        readAnswer(in, buffer);
        if (payments == latencies.length) {
          latencies = Arrays.copyOf(latencies, payments * 2);
        }
        latencies[payments++] = System.nanoTime() - start;
      }
    }
    return Arrays.copyOf(latencies, payments);
  }

  private static byte[] request() {
    var random = ThreadLocalRandom.current();
    var id = new UUID(random.nextLong(), random.nextLong());
    String now = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    String body =
        "{\"correlationId\":\"" + id + "\",\"amount\":19.90,\"requestedAt\":\"" + now + "\"}";
    return ("POST /payments HTTP/1.1\r\n"
            + "Host: processor\r\n"
            + "Content-Type: application/json\r\n"
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(US_ASCII);
  }

  /** The answer is one short JSON object, so it ends with the first closing brace. */
  private static void readAnswer(InputStream in, byte[] buffer) throws IOException {
    int length = 0;
    do {
      int read = in.read(buffer, length, buffer.length - length);
      if (read < 0) {
        throw new IOException("connection closed");
      }
      length += read;
    } while (buffer[length - 1] != '}');
    if (!Arrays.equals(buffer, 0, OK.length, OK, 0, OK.length)) {
      throw new IOException("not 200: " + new String(buffer, 0, length, US_ASCII));
    }
  }
}

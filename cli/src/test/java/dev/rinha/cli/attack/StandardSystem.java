package dev.rinha.cli.attack;

import dev.rinha.cli.process.JavaProcess;
import dev.rinha.core.faults.Poll;
import dev.rinha.core.store.redis.TestRedis;
import dev.rinha.core.tls.TestAuthority;
import dev.rinha.service.config.AccessRole;
import dev.rinha.service.config.Tokens;
import dev.rinha.simulator.ProcessorSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Processes as an operator would run them: profile standard, tokens from a file, a gateway, one
 * over TLS, a worker, a real Redis, and simulated processors in this JVM. Closing it leaves nothing
 * behind.
 */
final class StandardSystem implements AutoCloseable {

  static final String PROXY = "127.0.0.9";
  private static final String SECURE = "secure";
  static final int PER_ADDRESS = 128;
  static final int PER_FORWARDED = 8;
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");
  private static final Duration START = Duration.ofMinutes(2);

  private final TestRedis redis =
      TestRedis.start(TestRedis.Edition.available().getLast(), "--appendfsync", "everysec");
  private final List<ProcessorSimulator> processors = List.of(processor("0.05"), processor("0.15"));
  private final Map<Target, URI> addresses = new EnumMap<>(Target.class);
  private final Map<String, JavaProcess> processes = new LinkedHashMap<>();
  private final Map<String, String> tokens = new LinkedHashMap<>();
  private final HttpClient client = HttpClient.newBuilder().sslContext(TlsBytes.context()).build();

  StandardSystem(Path folder) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String name : List.of("shop-a", "shop-b", "stolen", "reader", "alice")) {
      AccessRole role =
          switch (name) {
            case "reader" -> AccessRole.READER;
            case "alice" -> AccessRole.OPERATOR;
            default -> AccessRole.CLIENT;
          };
      String token = Tokens.random();
      tokens.put(name, token);
      lines.add(Tokens.line(new Tokens.Holder(name, role), token));
    }
    List<String> common = common(Files.write(folder.resolve("tokens"), lines));
    int worker = JavaProcess.freePort();
    int management = JavaProcess.freePort();
    add("worker", worker, common, "--mode=worker", "--management.port=" + management);
    List<String> gateway = new ArrayList<>(common);
    gateway.addAll(List.of("--mode=api", "--worker.port=" + worker));
    int plain = JavaProcess.freePort();
    add("gateway", plain, gateway);
    TestAuthority authority = new TestAuthority(folder.resolve("tls"));
    TestAuthority.Pair pair = authority.give(TestAuthority.HERE);
    int secure = JavaProcess.freePort();
    add(
        SECURE,
        secure,
        gateway,
        "--server.tls.certificate-file=" + pair.certificate(),
        "--server.tls.key-file=" + pair.key());
    addresses.put(Target.GATEWAY, at(plain));
    addresses.put(Target.WORKER, at(worker));
    addresses.put(Target.MANAGEMENT, at(management));
    addresses.put(Target.SECURE, URI.create("https://127.0.0.1:" + secure));
    processes.values().forEach(JavaProcess::start);
    Poll.until("it serves", START, this::isHealthy);
  }

  private static URI at(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  private static ProcessorSimulator processor(String fee) {
    return ProcessorSimulator.builder().port(JavaProcess.freePort()).fee(fee).start();
  }

  private List<String> common(Path tokensFile) {
    return List.of(
        "serve",
        "--profile=standard",
        "--access.tokens-file=" + tokensFile,
        "--redis.address=" + redis.address(),
        "--server.request-timeout=1s",
        "--server.max-connections=1024",
        "--server.max-connections-per-address=" + PER_ADDRESS,
        "--server.max-requests-per-address=" + PER_FORWARDED,
        "--server.trusted-proxies=" + PROXY,
        "--processors.default.url=" + processors.getFirst().url(),
        "--processors.fallback.url=" + processors.getLast().url());
  }

  private void add(String name, int port, List<String> common, String... more) {
    List<String> arguments = new ArrayList<>(common);
    arguments.add("--server.port=" + port);
    arguments.addAll(List.of(more));
    processes.put(name, new JavaProcess("AttackTest-" + name, Map.of(), List.of(), arguments));
  }

  private boolean isHealthy() {
    return addresses.keySet().stream().allMatch(target -> status(target, "/healthz") == 200);
  }

  private int status(Target target, String path) {
    try {
      return client
          .send(HttpRequest.newBuilder(url(target).resolve(path)).build(), BodyHandlers.ofString())
          .statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  URI url(Target target) {
    return addresses.getOrDefault(target, URI.create(""));
  }

  Map<Target, URI> urls() {
    return Map.copyOf(addresses);
  }

  String token(String name) {
    return tokens.getOrDefault(name, "");
  }

  TestRedis redis() {
    return redis;
  }

  List<ProcessorSimulator> processors() {
    return processors;
  }

  Map<String, JavaProcess> processes() {
    return processes;
  }

  /** How many threads, open files and bytes of live objects each process has. */
  Map<String, Long> held() {
    Map<String, Long> held = new LinkedHashMap<>();
    processes.forEach(
        (name, process) -> {
          Path folder = Path.of("/proc", String.valueOf(process.handle().pid()));
          held.put("files of " + name, count(folder.resolve("fd")));
          if (!name.equals(SECURE)) { // There the web server asks for names, each on a thread more.
            held.put("threads of " + name, count(folder.resolve("task")));
          }
          held.put("bytes of " + name, liveBytes(process.handle().pid()));
        });
    return held;
  }

  private static long liveBytes(long pid) {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    try {
      Process told =
          new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
              .redirectErrorStream(true)
              .start();
      String text = new String(told.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher total = TOTAL.matcher(text);
      if (!total.find()) {
        throw new IllegalStateException("no total in " + text);
      }
      return Long.parseLong(total.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long count(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    processes.values().forEach(JavaProcess::close);
    client.close();
    processors.forEach(ProcessorSimulator::close);
    redis.close();
  }
}

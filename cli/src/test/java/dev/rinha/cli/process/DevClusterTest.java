package dev.rinha.cli.process;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rinha.cli.CommandRun;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.dev.DevState;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rinha-cli dev --shards}: a cluster as a newcomer uses it, and breaks it. */
final class DevClusterTest {

  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final Pattern NODE = Pattern.compile("Redis (\\w+) +([\\d.:]+), process (\\d+)");

  private final Http http = new Http(BOUND);
  private final URI url = URI.create("http://127.0.0.1:" + JavaProcess.freePort());

  @Test
  void nothingIsLostWhenAPrimaryIsKilledAndTheNextStartBringsItBack(@TempDir Path data)
      throws IOException {
    try (JavaProcess dev = dev(data)) {
      start(dev, data);
      List<UUID> paid = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        paid.add(UUID.randomUUID());
        assertEquals(202, pay(paid.getLast()));
      }
      Waiting.until(() -> census(data).settled() == 40, BOUND, () -> census(data).toString());
      assertEquals(2, workers(data));
      assertTrue(measured("rinha_store_partitions\\{state=\"well\"} 16.0"), this::metrics);
      assertTrue(measured("rinha_store_partitions\\{state=\"away\"} 0.0"), this::metrics);
      String before = place(data, paid.getFirst()).path("node").asText();

      ProcessHandle killed =
          ProcessHandle.of(requireNonNull(primaries(dev).get(before))).orElseThrow();
      killed.destroyForcibly();

      Waiting.until(
          () -> !place(data, paid.getFirst()).path("node").asText(before).equals(before),
          BOUND,
          () -> "nobody has replaced " + before);
      assertEquals(40, census(data).settled());
      Waiting.until(
          () -> measured("rinha_store_partitions\\{state=\"too_few_replicas\"} [^0].*"),
          BOUND,
          this::metrics);
      assertTrue(measured("rinha_store_node_replicas\\{node=\"[\\d.:]+\"} 0.0"), this::metrics);
      List<UUID> later = Stream.generate(UUID::randomUUID).limit(40).toList();
      List<Integer> answers = later.stream().map(this::pay).toList();
      assertTrue(answers.contains(202), "no other partition goes on: " + answers);
      assertTrue(answers.stream().allMatch(answer -> answer == 202 || answer == 503));

      assertEquals(0, dev.terminate(BOUND), "exit code of dev after SIGTERM");
      Waiting.until(() -> alive(dev).isEmpty(), BOUND, () -> alive(dev) + " live on");
      start(dev, data);

      // Those that were answered 503 may be accepted, and are not accepted twice.
      later.forEach(one -> assertEquals(202, pay(one)));
      Waiting.until(() -> census(data).settled() == 80, BOUND, () -> census(data).toString());
      assertEquals(80, census(data).accepted());
      assertNotEquals(before, place(data, paid.getFirst()).path("node").asText());

      dev.kill();
      Waiting.until(() -> alive(dev).isEmpty(), BOUND, () -> alive(dev) + " live on");
    }
  }

  @Test
  void dataOfAnotherShapeAreOneClearLine(@TempDir Path data) throws IOException {
    for (String options : List.of("", "--shards 4", "--shards 3 --replicas 2")) {
      Path cluster = Files.createDirectories(data.resolve("cluster" + options));
      Files.writeString(cluster.resolve("cluster"), "shards=3 replicas=1\n");

      refused(
          options,
          cluster,
          "has the data of a Redis Cluster: start it with --shards 3 --replicas 1, or choose");
    }
    Path one = data.resolve("one");
    Files.createDirectories(one.resolve("redis"));
    refused("--shards 3", one, "has the data of one Redis: start it without --shards");
    refused(
        "--shards 3 --redis.address=127.0.0.1:1",
        data.resolve("none"),
        "redis.address (flag) names a Redis at 127.0.0.1:1: leave one of them out");
  }

  private static void refused(String options, Path data, String explanation) {
    CommandRun run =
        CommandRun.of(
            Stream.concat(
                    Stream.of("dev --port 0 --management.port=0 " + options)
                        .flatMap(words -> Stream.of(words.strip().split(" +", -1))),
                    Stream.of("--data", data.toString()))
                .toArray(String[]::new));

    assertEquals(ExitCode.USAGE, run.exitCode(), run::toString);
    assertEquals(1, run.err().lines().count(), run::err);
    assertTrue(run.err().contains(explanation), run::err);
  }

  private JavaProcess dev(Path data) {
    return new JavaProcess(
        "DevClusterTest-dev",
        Map.of(),
        List.of("-Drinha.guardian.seconds=1"),
        List.of(
            "dev",
            "--shards=3",
            "--replicas=1",
            "--workers=2",
            "--port=" + url.getPort(),
            "--management.port=0",
            "--default-processor-port=0",
            "--fallback-processor-port=0",
            "--data=" + data,
            "--server.host=127.0.0.1",
            "--warm-up.requests=0"));
  }

  private void start(JavaProcess dev, Path data) {
    dev.start();
    Waiting.until(
        () -> http.healthy(url) && Files.exists(DevState.file(data)),
        Stack.START_BOUND,
        () -> dev + " does not serve: " + dev.output());
  }

  /** Whether a line of the metrics is like this. */
  private boolean measured(String pattern) {
    return metrics().lines().anyMatch(line -> line.matches(pattern));
  }

  private String metrics() {
    try {
      return http.get(url.resolve("/metrics")).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int pay(UUID id) {
    try {
      return http.post(
              url.resolve("/payments"), "{\"correlationId\":\"%s\",\"amount\":19.90}".formatted(id))
          .statusCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@code payments show} says of it; nothing while that fails. */
  private static JsonNode place(Path data, UUID id) {
    CommandRun shown =
        CommandRun.of("payments", "show", id.toString(), "--json", "--data", data.toString());
    try {
      JsonNode place =
          shown.exitCode() == ExitCode.OK
              ? new ObjectMapper().readTree(shown.out()).path("place")
              : new ObjectMapper().createObjectNode();
      assertTrue(
          shown.exitCode() != ExitCode.OK || place.path("partitions").asInt() == 16, shown::out);
      return place;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Census census(Path data) {
    try (RedisStore store = store(data)) {
      return store.ledger().census();
    }
  }

  private static int workers(Path data) {
    try (RedisStore store = store(data)) {
      return store.workers().all().size();
    }
  }

  private static RedisStore store(Path data) {
    try {
      String redis = DevState.read(data).orElseThrow().redisAddress();
      return RedisStore.openExisting(
          RedisSettings.at(redis).withConnectTimeout(BOUND).withCommandTimeout(BOUND));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Processes by address, as the last start has printed them. */
  private static Map<String, Long> primaries(JavaProcess dev) {
    return NODE.matcher(dev.output())
        .results()
        .filter(node -> node.group(1).equals("primary"))
        .collect(
            Collectors.toMap(
                node -> node.group(2), node -> Long.parseLong(node.group(3)), (_, last) -> last));
  }

  private static List<Long> alive(JavaProcess dev) {
    return NODE.matcher(dev.output())
        .results()
        .map((MatchResult node) -> Long.parseLong(node.group(3)))
        .filter(process -> ProcessHandle.of(process).filter(ProcessHandle::isAlive).isPresent())
        .toList();
  }
}

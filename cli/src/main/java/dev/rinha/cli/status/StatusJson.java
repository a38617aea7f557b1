package dev.rinha.cli.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rinha.cli.basics.TimeText;
import dev.rinha.cli.output.Json;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.Pause;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.redis.RedisServer;
import java.math.BigDecimal;

/** The same for programs. */
final class StatusJson {

  private StatusJson() {}

  static ObjectNode of(Status status) {
    Census census = status.census();
    ObjectNode root =
        Json.MAPPER
            .createObjectNode()
            .put("at", TimeText.iso(status.atMillis()))
            .put("store", status.store());
    root.putObject("payments")
        .put("accepted", census.accepted())
        .put("settled", census.settled())
        .put("queued", census.queued())
        .put("inFlight", census.inFlight())
        .put("inDoubt", census.inDoubt())
        .put("dead", census.dead())
        .put("discarded", census.discarded())
        .put("forgotten", census.forgotten())
        .put("oldestUnfinishedMillis", status.oldestMillis())
        .put("conserved", census.conserved())
        .put("conflicts", status.conflicts());
    ArrayNode pauses = root.putArray("pauses");
    status.pauses().all().forEach(pause -> add(pauses.addObject(), pause));
    root.putObject("settledPerSecond")
        .put("over10s", status.rate(10))
        .put("over60s", status.rate(60));
    ArrayNode processors = root.putArray("processors");
    status.processors().forEach(processor -> add(processors.addObject(), processor, status));
    redis(root.putObject("redis"), status.redis());
    WorkerPage worker = status.worker();
    if (worker != null) {
      root.putObject("worker")
          .put("url", worker.url().toString())
          .put("works", worker.trouble().isEmpty())
          .put("trouble", worker.trouble());
    }
    ArrayNode concerns = root.putArray("concerns");
    Concern.of(status)
        .forEach(
            concern ->
                concerns.addObject().put("what", concern.what()).put("next", concern.next()));
    return root;
  }

  private static void add(ObjectNode node, Pause pause) {
    switch (pause.scope()) {
      case PauseScope.Queue _ -> node.put("scope", "queue");
      case PauseScope.Processor(String name) ->
          node.put("scope", "processor").put("processor", name);
    }
    node.put("since", TimeText.iso(pause.sinceMillis())).put("reason", pause.reason());
  }

  private static void add(ObjectNode node, Status.Processor processor, Status status) {
    node.put("name", processor.name()).put("state", processor.state());
    processor
        .report()
        .ifPresent(
            seen -> {
              node.put("reportAgeMillis", seen.ageMillis());
              if (seen.report() instanceof HealthReport.Reported reported) {
                node.put("minResponseMillis", reported.minResponseMillis());
              }
            });
    node.put("requestsLastMinute", processor.lastMinute().count())
        .put("amountLastMinute", BigDecimal.valueOf(processor.lastMinute().cents(), 2));
    WorkerPage worker = status.worker();
    if (worker != null) {
      worker
          .ofProcessor("rinha_processor_latency_seconds", processor.name())
          .ifPresent(seconds -> node.put("latencyMillis", Math.round(seconds * 1_000)));
      worker
          .ofProcessor("rinha_processor_in_flight", processor.name())
          .ifPresent(flying -> node.put("inFlight", flying.longValue()));
    }
  }

  private static void redis(ObjectNode node, RedisServer redis) {
    node.put("version", redis.text("redis_version").orElse(""))
        .put("usedBytes", redis.number("used_memory"))
        .put("maxBytes", redis.number("maxmemory"))
        .put("commandsPerSecond", redis.number("instantaneous_ops_per_sec"))
        .put("appendOnly", redis.text("appendonly").orElse(""))
        .put("appendFsync", redis.text("appendfsync").orElse(""))
        .put("lastWrite", redis.text("aof_last_write_status").orElse(""))
        .put("policy", redis.text("maxmemory-policy").orElse(""));
  }
}

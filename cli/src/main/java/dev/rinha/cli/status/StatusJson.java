package dev.rinha.cli.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rinha.cli.basics.TimeText;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.cli.output.JsonDocument;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.Pause;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.StoreServer;
import java.math.BigDecimal;

/** The same for programs. */
final class StatusJson {

  private StatusJson() {}

  /**
   * @param redis names the store in commands
   */
  static ObjectNode of(Status status, RedisOption redis) {
    Census census = status.census();
    ObjectNode root =
        JsonDocument.MAPPER
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
        .put("setAside", census.setAside())
        .put("oldestUnfinishedMillis", status.oldestMillis())
        .put("conserved", census.conserved())
        .put("conflicts", status.conflicts());
    ArrayNode pauses = root.putArray("pauses");
    status.pauses().all().forEach(pause -> add(pauses.addObject(), pause));
    root.putObject("settledPerSecond")
        .put("over10s", status.rate(10))
        .put("over60s", status.rate(60));
    Fees fees = status.fees();
    root.putObject("fees")
        .put("overSeconds", Status.SECONDS)
        .put("paid", fees.paid())
        .put("cheapest", fees.cheapest())
        .put("excess", fees.excess());
    ArrayNode processors = root.putArray("processors");
    status.processors().forEach(processor -> add(processors.addObject(), processor, status));
    redis(root.putObject("redis"), status.redis());
    WorkerPage worker = status.worker();
    if (worker != null) {
      add(root.putObject("worker"), worker);
    }
    ArrayNode concerns = root.putArray("concerns");
    Concern.of(status, redis)
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

  private static void add(ObjectNode node, WorkerPage worker) {
    node.put("url", worker.url().toString())
        .put("works", worker.works())
        .put("trouble", worker.trouble());
    if (worker.works()) {
      node.put("held", worker.held()).put("waiting", worker.waiting());
      ObjectNode decisions = node.putObject("decisions");
      worker.decisions().forEach(decisions::put);
    }
  }

  private static void add(ObjectNode node, Status.Processor processor, Status status) {
    node.put("name", processor.name()).put("state", processor.state());
    processor
        .report()
        .ifPresent(
            seen -> {
              node.put("reported", Status.Processor.reported(seen))
                  .put("reportAgeMillis", seen.ageMillis())
                  .put("reportStale", Status.Processor.stale(seen));
              if (seen.report() instanceof HealthReport.Reported reported) {
                node.put("minResponseMillis", reported.minResponseMillis());
              }
            });
    node.put("requestsLastMinute", processor.lastMinute().count())
        .put("amountLastMinute", BigDecimal.valueOf(processor.lastMinute().cents(), 2));
    BigDecimal fee = status.lastMinute().fees().get(processor.name());
    if (fee != null) {
      node.put("feesLastMinute", fee);
    }
    processor.belief().ifPresent(belief -> add(node.putObject("worker"), belief));
  }

  private static void add(ObjectNode node, WorkerPage.Belief belief) {
    node.put("state", belief.down() ? "down" : "up");
    belief.forMillis().ifPresent(millis -> node.put("forMillis", Math.round(millis)));
    belief
        .lastSuccessMillis()
        .ifPresent(millis -> node.put("lastSuccessAgoMillis", Math.round(millis)));
    if (belief.latencyMillis() > 0) {
      node.put("latencyMillis", Math.round(belief.latencyMillis()));
    }
    node.put("inFlight", belief.inFlight()).put("inFlightLimit", belief.limit());
  }

  private static void redis(ObjectNode node, StoreServer redis) {
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

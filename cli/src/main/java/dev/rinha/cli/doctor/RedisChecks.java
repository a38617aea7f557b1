package dev.rinha.cli.doctor;

import dev.rinha.cli.basics.Count;
import dev.rinha.cli.basics.Elapsed;
import dev.rinha.cli.basics.NextCommand;
import dev.rinha.cli.options.RedisFailure;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.SharedStore;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.StoreHealth;
import dev.rinha.core.store.StoreServer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks at Redis and at what is in it. Used once. */
final class RedisChecks {

  private static final long SKEW_WARNED_MILLIS = 500;
  private static final long SKEW_FAILED_MILLIS = 10_000;

  private static final String DISK_REMEDY =
      "make room on the disk of Redis, or mend what its log says; until then it accepts no changes";

  /** What to do about a problem that the store itself sees: the first whose words it has. */
  private static final List<Map.Entry<String, String>> REMEDIES =
      List.of(
          Map.entry("cannot be read", "let this user run INFO, to have it checked"),
          Map.entry(
              "appendonly", "redis-cli config set appendonly yes, and write it into redis.conf"),
          Map.entry(
              "maxmemory-policy",
              "redis-cli config set maxmemory-policy noeviction, and write it into redis.conf"),
          Map.entry("newer", "upgrade Redis"),
          Map.entry("full", "raise maxmemory, or purge what is not needed"));

  private final SharedStore store;
  private final RedisOption redis;
  private final InstantSource clock;
  private final List<Finding> findings = new ArrayList<>();

  RedisChecks(SharedStore store, RedisOption redis, InstantSource clock) {
    this.store = store;
    this.redis = redis;
    this.clock = clock;
  }

  List<Finding> run() {
    try {
      StoreServer server = store.inspection().server();
      findings.add(
          Finding.ok(
              "redis",
              "version %s answers in %s ms"
                  .formatted(server.text("redis_version").orElse("?"), server.tookMillis())));
      clock(server);
      role(server);
      disk(server);
      if (server.number("cluster_enabled") > 0) {
        findings.add(Finding.ok("cluster", "a node of a Redis Cluster"));
      }
      promises();
      books();
    } catch (StoreException e) {
      findings.add(
          RedisFailure.remedy(e)
              .map(remedy -> Finding.fail("redis", String.valueOf(e.getMessage()), remedy))
              .orElseGet(() -> notExplained(e)));
    }
    return findings;
  }

  private Finding notExplained(StoreException e) {
    String text = String.valueOf(RedisFailure.explained(e, redis.because()).getMessage());
    boolean away = String.valueOf(e.getMessage()).contains("is not reachable");
    return Finding.fail(
        "redis",
        text,
        away ? "start it first" : text.contains("has format") ? "upgrade" : "see its log");
  }

  private void clock(StoreServer server) {
    long off = Math.max(0, Math.abs(clock.millis() - server.clockMillis()) - server.tookMillis());
    String text = "that of Redis is " + Elapsed.text(off) + " from ours";
    String remedy = "let NTP set the clocks of both machines";
    findings.add(
        off > SKEW_FAILED_MILLIS
            ? Finding.fail("clock", text, remedy)
            : off > SKEW_WARNED_MILLIS
                ? Finding.warn("clock", text, remedy)
                : Finding.ok("clock", text));
  }

  private void role(StoreServer server) {
    if (server.isReplica()) {
      findings.add(Finding.fail("role", "a read-only replica", "name the primary with --redis"));
    } else {
      findings.add(Finding.ok("role", "a primary"));
    }
  }

  private void disk(StoreServer server) {
    String fsync = server.text("appendfsync").orElse("");
    String snapshot = server.text("rdb_last_bgsave_status").orElse("ok");
    if (!snapshot.equals("ok") && server.text("save").isPresent()) {
      findings.add(
          Finding.fail(
              "disk",
              "the last snapshot failed",
              DISK_REMEDY
                  + "; a store with an append-only file needs none: redis-cli config set save ''"));
    } else if (fsync.equals("no")) {
      findings.add(
          Finding.warn(
              "disk",
              "appendfsync no: a power cut may lose the last half minute",
              "redis-cli config set appendfsync everysec, or always"));
    } else if (fsync.equals("everysec")) {
      findings.add(
          Finding.ok("disk", "appendfsync everysec: a power cut may lose the last second"));
    } else if (!fsync.isEmpty()) {
      findings.add(Finding.ok("disk", "appendfsync " + fsync));
    }
  }

  private void promises() {
    StoreHealth health = store.inspection().health();
    health.problems().forEach(text -> findings.add(Finding.fail("promises", text, remedy(text))));
    health.warnings().forEach(text -> findings.add(Finding.warn("promises", text, remedy(text))));
    if (health.sound() && health.warnings().isEmpty()) {
      findings.add(
          Finding.ok(
              "promises", "version, eviction policy, append-only file and memory are right"));
    }
  }

  private static String remedy(String text) {
    return REMEDIES.stream()
        .filter(entry -> text.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("see docs/operations.md");
  }

  private void books() {
    if (!store.inspection().exists()) {
      findings.add(
          Finding.warn(
              "books",
              "there is no store '%s': no service has used it".formatted(redis.namespace()),
              "right before the first start; else name the store with --namespace"));
      return;
    }
    Census census = store.ledger().census();
    long conflicts = store.conflicts().count();
    if (census.missing() > 0) {
      findings.add(
          Finding.fail(
              "books",
              Count.of(census.missing(), "unfinished payment")
                  + " not in the queue: nobody executes"
                  + " them",
              redis.next(NextCommand.AUDIT_REPAIR)));
    } else if (!census.conserved()) {
      findings.add(
          Finding.fail("books", "they do not balance: " + census, redis.next(NextCommand.AUDIT)));
    } else if (conflicts > 0) {
      findings.add(
          Finding.fail(
              "books",
              "executions that contradict the records: " + conflicts,
              redis.next(NextCommand.AUDIT)));
    } else {
      findings.add(
          Finding.ok("books", Count.of(census.accepted(), "payment") + ", all accounted for"));
    }
    if (census.setAside() > 0) {
      findings.add(
          Finding.warn(
              "queue",
              "set aside, because they could not be read: " + census.setAside(),
              redis.next(NextCommand.QUEUE_SET_ASIDE)));
    }
    if (census.dead() > 0) {
      findings.add(
          Finding.warn(
              "dead letters",
              "given up: " + Count.of(census.dead(), "payment"),
              redis.next(NextCommand.DEAD_LETTERS_LIST)));
    }
  }
}

package dev.rinha.core.store.redis;

import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.StoreHealth;
import io.lettuce.core.RedisCommandExecutionException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks Redis about itself. What it may not tell is a warning, not a problem. Settings are taken
 * from {@code INFO}: who may ask for them with {@code CONFIG GET} may read the passwords among
 * them. Used once.
 */
final class HealthCheck {

  private static final double OLDEST_VERSION = 6.2;
  private static final Logger LOG = Logger.getLogger(HealthCheck.class.getName());
  private static final double NEARLY_FULL = 0.9;

  private final RedisContext context;
  private final RedisLink link;
  private final boolean appendOnlyFileRequired;
  private final int replicas;
  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  HealthCheck(RedisContext context, RedisSettings settings) {
    this.context = context;
    this.link = context.link();
    this.appendOnlyFileRequired = settings.appendOnlyFileRequired();
    this.replicas = settings.replicas();
  }

  /**
   * @param writes whether it is found out by writing something that writes are possible
   */
  StoreHealth run(boolean writes) {
    String info = infoOrEmpty("server") + infoOrEmpty("memory");
    String version = field(info, "redis_version");
    long usedBytes = number(field(info, "used_memory"));
    long maxBytes = number(field(info, "maxmemory"));
    checkVersion(version);
    checkMemory(usedBytes, maxBytes);
    expect(
        "maxmemory-policy",
        field(info, "maxmemory_policy"),
        "noeviction",
        "accepted payments get lost",
        problems);
    checkAppendOnlyFile();
    checkReplicas();
    if (writes && !saysWhatIsWrongWithRedis()) {
      checkWrites();
    }
    return new StoreHealth(version, usedBytes, maxBytes, problems, warnings);
  }

  /**
   * Asks for nothing but the append-only file.
   *
   * @throws StoreException if there is none and one is required, or Redis is away
   */
  void requireAppendOnlyFile() {
    checkAppendOnlyFile();
    if (!problems.isEmpty()) {
      throw StoreException.refused(problems.getFirst(), new IllegalStateException("appendonly no"));
    }
    for (String warning : warnings) {
      LOG.warning(warning);
    }
  }

  /**
   * Names the server's process; the same name for all where it may not be asked. A process in a
   * cluster may have been a replica in between, and then has the data of another one: it has
   * another history since.
   */
  String runId() {
    try {
      String process = field(link.info("server"), "run_id");
      return link.isInCluster()
          ? process + "/" + field(link.info("replication"), "master_replid")
          : process;
    } catch (StoreException e) {
      if (e.getCause() instanceof RedisCommandExecutionException) {
        return "";
      }
      throw e;
    }
  }

  /** The one place where the rule is. */
  private void checkAppendOnlyFile() {
    String enabled = field(infoOrEmpty("persistence"), "aof_enabled");
    expect(
        "appendonly",
        enabled.isEmpty() ? "" : enabled.equals("1") ? "yes" : "no",
        "yes",
        "a restart loses accepted payments",
        appendOnlyFileRequired ? problems : warnings);
  }

  private String infoOrEmpty(String section) {
    try {
      return link.info(section);
    } catch (StoreException e) {
      if (!(e.getCause() instanceof RedisCommandExecutionException)) {
        throw e;
      }
      warnings.add("INFO " + section + " cannot be read: " + e.getMessage());
      return "";
    }
  }

  private void checkVersion(String version) {
    Matcher matcher = Pattern.compile("(\\d+\\.\\d+).*").matcher(version);
    if (matcher.matches() && Double.parseDouble(matcher.group(1)) < OLDEST_VERSION) {
      problems.add("Redis must be " + OLDEST_VERSION + " or newer, is " + version);
    }
  }

  private void checkMemory(long usedBytes, long maxBytes) {
    if (maxBytes > 0 && usedBytes >= maxBytes) {
      problems.add("Redis is full: %s of %s bytes are used".formatted(usedBytes, maxBytes));
    } else if (maxBytes > 0 && usedBytes >= maxBytes * NEARLY_FULL) {
      warnings.add("Redis is nearly full: %s of %s bytes are used".formatted(usedBytes, maxBytes));
    }
  }

  private void checkReplicas() {
    if (replicas > 0) {
      int online = replicasOnline(infoOrEmpty("replication"));
      if (online < replicas) {
        problems.add(
            "Redis has %s of the %s replicas that must have each write"
                .formatted(online, replicas));
      }
    }
  }

  /**
   * In a script, as all writes are: some versions refuse a command and not the same in a script.
   */
  private void checkWrites() {
    try {
      context.runNow(Script.WRITTEN, _ -> {});
    } catch (StoreException e) {
      boolean replied =
          e.getCause() instanceof RedisCommandExecutionException || e.getCause() == null;
      if (!replied) {
        throw e;
      }
      problems.add(String.valueOf(e.getMessage()));
    }
  }

  /** Then a write would tell nothing new; without its replicas it takes half a timeout to fail. */
  private boolean saysWhatIsWrongWithRedis() {
    return problems.stream().anyMatch(problem -> problem.startsWith("Redis "));
  }

  private void expect(
      String name, String value, String right, String otherwise, List<String> complaints) {
    if (value.isEmpty()) {
      warnings.add("Redis does not tell its setting " + name);
    } else if (!value.equals(right)) {
      complaints.add(
          "Redis has %s %s; it must be %s, or %s".formatted(name, value, right, otherwise));
    }
  }

  static int replicasOnline(String info) {
    return (int) info.lines().filter(line -> line.matches("slave\\d+:.*state=online.*")).count();
  }

  static String field(String info, String name) {
    return info.lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  static long number(String text) {
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }
}

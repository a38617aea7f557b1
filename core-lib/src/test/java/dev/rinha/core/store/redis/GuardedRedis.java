package dev.rinha.core.store.redis;

import dev.rinha.core.tls.TlsFiles;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A Redis of our own with {@code compose/redis.acl}, in which the service has one user, and an
 * operator of the test another one.
 */
public final class GuardedRedis implements AutoCloseable {

  /** Whom the file lets in. */
  public static final String USER = "rinha";

  private static final Path FILE = Path.of("..", "compose", "redis.acl");
  private static final String OPERATOR = "operator-of-the-test";

  private final TestRedis redis;
  private final String password;
  private final Path folder;

  private GuardedRedis(TestRedis redis, String password, Path folder) {
    this.redis = redis;
    this.password = password;
    this.folder = folder;
  }

  /** Starts one; without these words of the file, such as {@code +xadd}. */
  public static GuardedRedis start(
      TestRedis.Edition edition, String password, Set<String> without, String... options) {
    try {
      Path folder = Files.createTempDirectory("guarded-redis");
      Path acl = folder.resolve("redis.acl");
      Files.writeString(
          acl,
          text(password, without) + "user %s on >%s ~* &* +@all\n".formatted(OPERATOR, OPERATOR));
      List<String> all = new ArrayList<>(List.of("--aclfile", acl.toString()));
      all.addAll(List.of(options));
      return new GuardedRedis(
          TestRedis.start(edition, all.toArray(String[]::new)), password, folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(String password, Set<String> without) throws IOException {
    String text = Files.readString(FILE).replace("PASSWORD_SHA256", sha256(password));
    for (String word : without) {
      text = text.replaceAll(" " + Pattern.quote(word) + "(?=\\s)", "");
    }
    return text;
  }

  private static String sha256(String password) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(password.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the file permits, such as {@code xgroup|create}. */
  public static Set<String> permitted() {
    try {
      return Pattern.compile(" \\+(\\S+)")
          .matcher(Files.readString(FILE))
          .results()
          .map(found -> found.group(1))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  public String address() {
    return redis.address();
  }

  /** How the service connects. */
  public RedisSettings settings() {
    return RedisSettings.at(redis.address())
        .withAccess(new RedisAccess(USER, password, TlsFiles.NONE));
  }

  /** Asks as somebody who may do everything. */
  public <T> T asOperator(Function<RedisCommands<String, String>, T> question) {
    RedisURI uri = RedisURI.create("redis://" + redis.address());
    uri.setAuthentication(OPERATOR, OPERATOR);
    try (RedisClient client = RedisClient.create(uri);
        StatefulRedisConnection<String, String> connection = client.connect()) {
      return question.apply(connection.sync());
    }
  }

  /** What the service's user was refused so far. */
  public List<String> refused() {
    return asOperator(GuardedRedis::refused);
  }

  static List<String> refused(RedisCommands<String, String> redis) {
    return redis.aclLog().stream()
        .filter(entry -> USER.equals(entry.get("username")))
        .map(entry -> entry.get("reason") + " " + entry.get("object"))
        .toList();
  }

  /**
   * What is permitted and was not used so far. An older Redis counts the subcommands of a command
   * together.
   */
  public Set<String> unused() {
    return unused(permitted(), asOperator(redis -> redis.info("commandstats")));
  }

  static Set<String> unused(Set<String> permitted, String statistics) {
    String told = statistics.toLowerCase(Locale.ROOT);
    Set<String> unused = new TreeSet<>(permitted);
    unused.removeIf(
        command ->
            told.contains("cmdstat_" + command + ":")
                || told.contains("cmdstat_" + command.replaceAll("\\|.*", "") + ":"));
    return unused;
  }

  /** Ends it without a chance to write anything. */
  public void kill() {
    redis.kill();
  }

  @Override
  public void close() {
    redis.close();
    try {
      Files.delete(folder.resolve("redis.acl"));
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

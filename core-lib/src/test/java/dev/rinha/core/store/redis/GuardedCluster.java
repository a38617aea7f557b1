package dev.rinha.core.store.redis;

import dev.rinha.core.store.redis.TestRedis.Edition;
import dev.rinha.core.tls.TlsFiles;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A Redis Cluster of our own with {@code compose/redis.acl}, and what {@code docs/security.md} adds
 * to it for a cluster; the default user, who is on, is the test's and the replicas'.
 */
public final class GuardedCluster implements AutoCloseable {

  /** What a user needs beside what the file permits. */
  public static final Set<String> ADDED = Set.of("cluster|nodes");

  private static final String PASSWORD = "of the test";

  private final TestCluster cluster;
  private final Path folder;

  private GuardedCluster(TestCluster cluster, Path folder) {
    this.cluster = cluster;
    this.folder = folder;
  }

  /** Starts three primaries with a replica each. */
  public static GuardedCluster start(Edition edition) {
    try {
      Path folder = Files.createTempDirectory("guarded-cluster");
      Path acl = folder.resolve("redis.acl");
      Files.writeString(acl, text());
      return new GuardedCluster(
          TestCluster.start(edition, 3, true, "--aclfile", acl.toString()), folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text() throws IOException {
    String added = ADDED.stream().map(command -> " +" + command).collect(Collectors.joining());
    return GuardedRedis.text(PASSWORD, Set.of())
        .replace("user default off", "user default on nopass ~* &* +@all")
        .replaceFirst("(?m)^(user rinha .*)$", "$1" + added);
  }

  /** All its servers. */
  public TestCluster cluster() {
    return cluster;
  }

  /** As whom the service connects. */
  public RedisAccess access() {
    return new RedisAccess(GuardedRedis.USER, PASSWORD, TlsFiles.NONE);
  }

  /** Forgets everything. */
  public void flush() {
    cluster.primaries().forEach(node -> TestCluster.ask(node, RedisCommands::flushall));
  }

  /**
   * What the service's user was refused so far, at any of the servers. That Lettuce may not say its
   * name to those that it finds, {@code CLIENT SETINFO}, which older servers do not know either, it
   * takes no notice of.
   */
  public List<String> refused() {
    return cluster.nodes().stream()
        .flatMap(node -> TestCluster.ask(node, GuardedRedis::refused).stream())
        .filter(refused -> !refused.equals("command client"))
        .filter(refused -> !refused.equals("command client|setinfo"))
        .toList();
  }

  /** What is added and was not used so far, at any of the servers. */
  public Set<String> unused() {
    String told =
        cluster.nodes().stream()
            .map(node -> TestCluster.ask(node, redis -> redis.info("commandstats")))
            .collect(Collectors.joining());
    return GuardedRedis.unused(ADDED, told);
  }

  @Override
  public void close() {
    cluster.close();
    try {
      Files.delete(folder.resolve("redis.acl"));
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.rinha.core.store.redis;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.internal.OptionalDependency;
import dev.rinha.core.store.partitioned.Partitioner;
import dev.rinha.core.tls.TlsFiles;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where the store is and what it may use. Immutable; begin with {@link #at} and change what
 * differs.
 *
 * @param address {@code host:port} or a {@code redis://} or {@code rediss://} URI, the latter with
 *     TLS, without user and password. Whether one Redis is there or a node of a Redis Cluster is
 *     found out; of a cluster there may be several, parted by commas, of which one has to answer
 * @param access user and password, and whom to believe; default: those of the address, the JDK's
 *     authorities
 * @param namespace what all keys begin with, so that several stores can share one Redis; letters,
 *     digits, {@code . _ -}; default {@code rinha}
 * @param commandTimeout how long to wait for an answer; default 1 s
 * @param connectTimeout how long to wait for a connection; default 1 s
 * @param requestQueueSize how many commands may wait for an answer; beyond that they fail at once;
 *     default 10 000
 * @param maxUnfinished how many payments may be neither settled nor dead; beyond that none is
 *     accepted. However many it says, none is accepted that the memory which Redis may use would
 *     not suffice to finish: 760 bytes for each that is unfinished. 0, the default, leaves it at
 *     that, or at 1 000 000 where Redis has no {@code maxmemory}
 * @param idBuckets into how many hashes the payments are spread: up to 512 payments in a hash take
 *     the least memory. What the first user of an empty store says is remembered there and
 *     overrules later settings; default 16 384
 * @param environment what people call this installation, such as {@code production}; it is written
 *     into the store, so that an operator's tool can ask for it before it destroys something. Empty
 *     leaves the name that is there; default empty
 * @param appendOnlyFileRequired whether payments are refused while Redis says that it keeps no
 *     append-only file ({@code appendonly no}); default true
 * @param partitions into how many parts the store is parted, each of which may be on another node
 *     of a Redis Cluster: 1 to 256, fixed when the store is made; 0 for as many as the store has;
 *     default 1
 * @param replicas how many replicas of a server must have what was written before that counts: a
 *     payment is not accepted before, not sent and not forgotten. Where fewer acknowledge it within
 *     half a command timeout the call fails, though it may have been done; 0 to 5; default 0
 */
public record RedisSettings(
    String address,
    RedisAccess access,
    String namespace,
    Duration commandTimeout,
    Duration connectTimeout,
    int requestQueueSize,
    long maxUnfinished,
    int idBuckets,
    String environment,
    boolean appendOnlyFileRequired,
    int partitions,
    int replicas) {

  private static final int MAX_REPLICAS = 5;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /**
   * @throws IllegalArgumentException if the address cannot be read or has a user, there are
   *     certificates without TLS, the namespace has other characters, or a number or time is not
   *     above zero; the message says which
   * @throws IllegalStateException if Lettuce is not on the class path
   */
  public RedisSettings {
    OptionalDependency.LETTUCE.require();
    requireNonNull(address, "address");
    requireNonNull(namespace, "namespace");
    requireNonNull(commandTimeout, "commandTimeout");
    requireNonNull(connectTimeout, "connectTimeout");
    requireNonNull(environment, "environment");
    requireNonNull(access, "access");
    RedisAddresses addresses = RedisAddresses.parse(address);
    if (!addresses.user().isEmpty()) {
      throw new IllegalArgumentException(
          "user and password stand in the access, or in the address of RedisSettings.at");
    }
    if (!addresses.secure() && !access.tls().equals(TlsFiles.NONE)) {
      throw new IllegalArgumentException(
          "certificates have no effect without TLS: begin the address with rediss://, was '%s'"
              .formatted(address));
    }
    if (!NAME.matcher(namespace).matches()) {
      throw new IllegalArgumentException(
          "a namespace is 1 to 64 letters, digits or . _ -, was '" + namespace + "'");
    }
    if (!environment.isEmpty() && !NAME.matcher(environment).matches()) {
      throw new IllegalArgumentException(
          "an environment's name is 1 to 64 letters, digits or . _ -, was '" + environment + "'");
    }
    requirePositive("command timeout", commandTimeout.toMillis());
    requirePositive("connect timeout", connectTimeout.toMillis());
    requirePositive("request queue size", requestQueueSize);
    if (maxUnfinished < 0) {
      throw new IllegalArgumentException(
          "max unfinished must not be below zero, was " + maxUnfinished);
    }
    requirePositive("id buckets", idBuckets);
    if (replicas < 0 || replicas > MAX_REPLICAS) {
      throw new IllegalArgumentException(
          "replicas must be from 0 to %s, were %s".formatted(MAX_REPLICAS, replicas));
    }
    if (partitions < 0 || partitions > Partitioner.MOST_PARTITIONS) {
      throw new IllegalArgumentException(
          "partitions must be from 1 to %s, were %s"
              .formatted(Partitioner.MOST_PARTITIONS, partitions));
    }
  }

  /**
   * The defaults, at an address. One with user and password, {@code
   * redis://USER:PASSWORD@HOST:PORT}, is taken apart: they are in the access then, and no longer in
   * the address.
   *
   * @throws IllegalArgumentException if it cannot be read; the message has no password
   */
  public static RedisSettings at(String address) {
    RedisAddresses addresses = RedisAddresses.parse(requireNonNull(address, "address"));
    return new RedisSettings(
        addresses.text(),
        addresses.access(),
        "rinha",
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        10_000,
        0,
        16_384,
        "",
        true,
        1,
        0);
  }

  /** The same with other user, password or certificates. */
  public RedisSettings withAccess(RedisAccess other) {
    return new RedisSettings(
        address,
        other,
        namespace,
        commandTimeout,
        connectTimeout,
        requestQueueSize,
        maxUnfinished,
        idBuckets,
        environment,
        appendOnlyFileRequired,
        partitions,
        replicas);
  }

  /** The same with another namespace. */
  public RedisSettings withNamespace(String other) {
    return new RedisSettings(
        address,
        access,
        other,
        commandTimeout,
        connectTimeout,
        requestQueueSize,
        maxUnfinished,
        idBuckets,
        environment,
        appendOnlyFileRequired,
        partitions,
        replicas);
  }

  /** The same with another command timeout. */
  public RedisSettings withCommandTimeout(Duration other) {
    return new RedisSettings(
        address,
        access,
        namespace,
        other,
        connectTimeout,
        requestQueueSize,
        maxUnfinished,
        idBuckets,
        environment,
        appendOnlyFileRequired,
        partitions,
        replicas);
  }

  /** The same with another connect timeout. */
  public RedisSettings withConnectTimeout(Duration other) {
    return new RedisSettings(
        address,
        access,
        namespace,
        commandTimeout,
        other,
        requestQueueSize,
        maxUnfinished,
        idBuckets,
        environment,
        appendOnlyFileRequired,
        partitions,
        replicas);
  }

  /** The same with another size of the request queue. */
  public RedisSettings withRequestQueueSize(int other) {
    return new RedisSettings(
        address,
        access,
        namespace,
        commandTimeout,
        connectTimeout,
        other,
        maxUnfinished,
        idBuckets,
        environment,
        appendOnlyFileRequired,
        partitions,
        replicas);
  }

  /** The same with another number of unfinished payments. */
  public RedisSettings withMaxUnfinished(long other) {
    return new RedisSettings(
        address,
        access,
        namespace,
        commandTimeout,
        connectTimeout,
        requestQueueSize,
        other,
        idBuckets,
        environment,
        appendOnlyFileRequired,
        partitions,
        replicas);
  }

  /** The same with another number of id buckets. */
  public RedisSettings withIdBuckets(int other) {
    return new RedisSettings(
        address,
        access,
        namespace,
        commandTimeout,
        connectTimeout,
        requestQueueSize,
        maxUnfinished,
        other,
        environment,
        appendOnlyFileRequired,
        partitions,
        replicas);
  }

  /** The same with so many partitions; 0 for as many as the store has. */
  public RedisSettings withPartitions(int other) {
    return new RedisSettings(
        address,
        access,
        namespace,
        commandTimeout,
        connectTimeout,
        requestQueueSize,
        maxUnfinished,
        idBuckets,
        environment,
        appendOnlyFileRequired,
        other,
        replicas);
  }

  /**
   * The same, and what is accepted, begun or settled is told only when so many replicas have it.
   */
  public RedisSettings withReplicas(int other) {
    return new RedisSettings(
        address,
        access,
        namespace,
        commandTimeout,
        connectTimeout,
        requestQueueSize,
        maxUnfinished,
        idBuckets,
        environment,
        appendOnlyFileRequired,
        partitions,
        other);
  }

  /** The same in an environment of that name. */
  public RedisSettings withEnvironment(String other) {
    return new RedisSettings(
        address,
        access,
        namespace,
        commandTimeout,
        connectTimeout,
        requestQueueSize,
        maxUnfinished,
        idBuckets,
        other,
        appendOnlyFileRequired,
        partitions,
        replicas);
  }

  /**
   * The same, and payments are accepted also by a Redis that keeps no append-only file. A restart
   * of that Redis loses them.
   */
  public RedisSettings withoutAppendOnlyFile() {
    return new RedisSettings(
        address,
        access,
        namespace,
        commandTimeout,
        connectTimeout,
        requestQueueSize,
        maxUnfinished,
        idBuckets,
        environment,
        false,
        partitions,
        replicas);
  }

  /** Where to connect to, with the connect timeout. */
  List<RedisURI> uris() {
    List<RedisURI> uris = RedisAddresses.parse(address).uris(access);
    uris.forEach(uri -> uri.setTimeout(connectTimeout));
    return uris;
  }

  private static void requirePositive(String what, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(what + " must be above zero, was " + value);
    }
  }
}

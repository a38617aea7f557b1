package dev.rinha.core.store.redis;

import dev.rinha.core.store.StoreCallObserver;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.StoreServer;
import io.lettuce.core.Consumer;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.SlotHash;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way to the keys of one store, all of which are in one slot of a cluster: runs scripts and
 * reads the queue at the server that has them. Whatever can go wrong is a {@link StoreException}.
 *
 * <p>All callers share one connection, on which their commands are pipelined; reading the queue
 * with a wait has another one, made when it is first needed, and is done by one caller at a time.
 * Thread safe.
 */
final class RedisLink {

  private static final byte[] GROUP = bytes("workers");
  private static final int QUEUE = 1;
  private static final int SCAN_BATCH = 1_000;

  private final RedisNodes nodes;
  private final StoreCallObserver observer;
  private final LongSupplier nanos;
  private final String prefix;
  private final int slot;
  private final byte[][] ofEveryScript;
  private volatile StoreTerms terms = StoreTerms.ONE;
  private final ReentrantLock oneWaits = new ReentrantLock();
  private @Nullable RedisNode waitsAt;
  private @Nullable LazyConnection waiting;
  private volatile long checkedConnection = -1;

  /**
   * @param tag what the names of all keys begin with, in braces
   */
  RedisLink(RedisNodes nodes, String tag, StoreCallObserver observer) {
    this.nodes = nodes;
    this.observer = observer;
    this.nanos = nodes.nanos();
    this.prefix = "{" + tag + "}:";
    this.slot = SlotHash.getSlot(prefix);
    this.ofEveryScript =
        new byte[][] {bytes(key("generation")), bytes(key("queue")), bytes(key("processors"))};
  }

  /** Scripts refuse other stores from now on. */
  void use(StoreTerms ofTheStore) {
    terms = ofTheStore;
  }

  /** The full name of a key; all of them are in one slot of a cluster. */
  String key(String name) {
    return prefix + name;
  }

  /**
   * Does something unless it was done and did not throw since Redis was connected to: another Redis
   * may be there after the connection was lost, or the same one with other settings.
   */
  void oncePerConnection(Runnable check) {
    long connection = connection();
    if (checkedConnection != connection) {
      check.run();
      checkedConnection = connection;
    }
  }

  /** Whether the connection stands now; not before its first use. */
  boolean connected() {
    return nodes.connected(slot);
  }

  /** Numbers the connection on which scripts run: another one after each loss. */
  long connection() {
    return nodes.of(slot).connection();
  }

  /**
   * Runs a script as one atomic step.
   *
   * @throws OtherGeneration if the keys are declared of another one than there is
   */
  Reply run(Script script, Arguments arguments) {
    byte[][] keys = arguments.keys(ofEveryScript);
    byte[][] values = arguments.values();
    observer.began(script.operation());
    long beganNanos = nanos.getAsLong();
    try {
      return new Reply(evalsha(script, keys, values));
    } catch (RedisNoScriptException e) {
      return new Reply(
          write(
              script,
              redis -> redis.eval(terms.source(script), ScriptOutputType.MULTI, keys, values)));
    } finally {
      observer.called(script.operation(), nanos.getAsLong() - beganNanos);
    }
  }

  private List<?> evalsha(Script script, byte[][] keys, byte[][] values) {
    return write(
        script, redis -> redis.evalsha(terms.digest(script), ScriptOutputType.MULTI, keys, values));
  }

  private <T> T write(
      Script script, Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
    return script.isPromised() ? on(node -> node.acknowledged(command)) : call(command);
  }

  /**
   * Reads new entries of the queue for a worker.
   *
   * @param waitMillis how long to wait for the first; 0 for not at all
   */
  List<StreamMessage<byte[], byte[]>> read(String worker, int max, long waitMillis) {
    if (waitMillis <= 0) {
      return call(redis -> readGroup(redis, worker, new XReadArgs().count(max)));
    }
    long begin = nanos.getAsLong();
    if (!lockForWaiting(waitMillis)) {
      return List.of();
    }
    try {
      long left =
          Math.max(1, waitMillis - TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - begin));
      XReadArgs arguments = XReadArgs.Builder.block(left).count(max);
      return on(
          node -> node.call(waitingAt(node), redis -> readGroup(redis, worker, arguments), left));
    } finally {
      oneWaits.unlock();
    }
  }

  private LazyConnection waitingAt(RedisNode node) {
    LazyConnection made = waiting;
    if (made == null || waitsAt != node) {
      if (made != null) {
        made.close();
      }
      made = node.another();
      waiting = made;
      waitsAt = node;
    }
    return made;
  }

  @SuppressWarnings("unchecked") // the one generic array that a varargs call makes
  private RedisFuture<List<StreamMessage<byte[], byte[]>>> readGroup(
      RedisAsyncCommands<byte[], byte[]> redis, String worker, XReadArgs arguments) {
    return redis.xreadgroup(
        Consumer.from(GROUP, bytes(worker)),
        arguments,
        StreamOffset.lastConsumed(ofEveryScript[QUEUE]));
  }

  private boolean lockForWaiting(long waitMillis) {
    try {
      return oneWaits.tryLock(waitMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while waiting for " + where(), e);
    }
  }

  /** One batch of key names; begin with {@link ScanCursor#INITIAL}, end when it is finished. */
  KeyScanCursor<byte[]> scan(ScanCursor cursor, String pattern) {
    return call(redis -> redis.scan(cursor, ScanArgs.Builder.matches(pattern).limit(SCAN_BATCH)));
  }

  /** Deletes keys; Redis frees their memory in the background. */
  void unlink(List<byte[]> names) {
    if (!names.isEmpty()) {
      call(redis -> redis.unlink(names.toArray(byte[][]::new)));
    }
  }

  /** A section of Redis' own report. */
  String info(String section) {
    return call(redis -> redis.info(section));
  }

  /** The generation with the terms of the store; empty if there is none. */
  String generation() {
    byte[] text = call(redis -> redis.get(ofEveryScript[0]));
    return text == null ? "" : new String(text, StandardCharsets.UTF_8);
  }

  /** How many payments are in the queue. */
  long queueLength() {
    return call(redis -> redis.xlen(ofEveryScript[QUEUE]));
  }

  /** Tells the memory and the length of the queue soon, if Redis does; waits for nothing. */
  void measure(BiConsumer<String, Long> told) {
    try {
      RedisNode node = nodes.of(slot);
      var _ =
          node.dispatch(redis -> redis.info("memory"))
              .thenAcceptBoth(node.dispatch(redis -> redis.xlen(ofEveryScript[QUEUE])), told);
    } catch (StoreException e) {
      // Whoever needs the connection next is told.
    }
  }

  /** Settings of the server. */
  Map<String, String> config(String pattern) {
    return call(redis -> redis.configGet(pattern));
  }

  /** The server's clock, in milliseconds since the epoch. */
  long timeMillis() {
    return millis(call(RedisAsyncCommands::time));
  }

  private static long millis(List<byte[]> time) {
    return number(time.get(0)) * 1_000 + number(time.get(1)) / 1_000;
  }

  /** What the server says of itself; what it may not tell is left out. */
  StoreServer told() {
    call(RedisAsyncCommands::time); // Connects, so that the next one measures the way only.
    long begin = nanos.getAsLong();
    List<byte[]> time = call(RedisAsyncCommands::time);
    long tookMillis = TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - begin);
    Map<String, String> told = new HashMap<>();
    for (String section :
        List.of("server", "memory", "persistence", "replication", "stats", "cluster")) {
      ifAllowed(() -> info(section).lines().forEach(line -> put(told, line)));
    }
    String policy = told.get("maxmemory_policy");
    if (policy != null) {
      told.put("maxmemory-policy", policy);
    }
    String enabled = told.get("aof_enabled");
    if (enabled != null) {
      told.put("appendonly", enabled.equals("1") ? "yes" : "no");
    }
    for (String setting : List.of("appendfsync", "save")) {
      ifAllowed(() -> told.putAll(config(setting)));
    }
    return new StoreServer(told, millis(time), tookMillis);
  }

  private static void put(Map<String, String> told, String line) {
    int colon = line.indexOf(':');
    if (colon > 0) {
      told.put(line.substring(0, colon), line.substring(colon + 1).strip());
    }
  }

  private static long number(byte[] text) {
    return Long.parseLong(new String(text, StandardCharsets.US_ASCII));
  }

  private static void ifAllowed(Runnable question) {
    try {
      question.run();
    } catch (StoreException e) {
      if (!(e.getCause() instanceof RedisCommandExecutionException)) {
        throw e;
      }
    }
  }

  private <T> T call(Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
    return on(node -> node.call(command));
  }

  private <T> T on(Function<RedisNode, T> action) {
    try {
      return action.apply(nodes.of(slot));
    } catch (StoreException e) {
      nodes.failed(e);
      throw e;
    }
  }

  /** How many partitions of the store are on the server that has this one. */
  int sharers() {
    return nodes.sharers(slot);
  }

  /** Known once something was asked. */
  boolean isInCluster() {
    return nodes.isCluster();
  }

  /** Until it is known that a Redis of its own answers. */
  boolean mayBeInCluster() {
    return !nodes.isAlone();
  }

  boolean isClosed() {
    return nodes.isClosed();
  }

  String where() {
    return nodes.where(slot);
  }

  /**
   * Host and port of the server that has the keys.
   *
   * @throws StoreException if that cannot be found out
   */
  String server() {
    return nodes.server(slot);
  }

  /** Tells that keys of another generation were declared; nothing was done. */
  static final class OtherGeneration extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final String BEGINNING = "GENERATION ";

    private final long generation;

    private OtherGeneration(long generation, Throwable cause) {
      super("the generation is " + generation, cause);
      this.generation = generation;
    }

    /** The one that there is. */
    long generation() {
      return generation;
    }

    /** Throws it if that is what a script has answered. */
    static void throwIf(@Nullable Throwable error) {
      String message = String.valueOf(error == null ? null : error.getMessage());
      if (error != null && message.startsWith(BEGINNING)) {
        throw new OtherGeneration(
            Long.parseLong(message, BEGINNING.length(), message.length(), 10), error);
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Tells that the queue or its group is not there: Redis was emptied, or a purge replaced it. */
  static final class QueueMissing extends RuntimeException {

    private static final long serialVersionUID = 1L;

    QueueMissing(Throwable cause) {
      super(cause);
    }
  }
}

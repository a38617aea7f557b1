package dev.rinha.core.store.redis;

import dev.rinha.core.store.StoreCallObserver;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.StoreServer;
import dev.rinha.core.store.UnwritableException;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.Consumer;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.logging.Logger;
import java.util.regex.Pattern;

/**
 * The wire to Redis: runs scripts and reads the queue, and turns everything that can go wrong into
 * a {@link StoreException}.
 *
 * <p>All callers share one connection, on which their commands are pipelined; reading the queue
 * with a wait has another one, made when it is first needed, and is done by one caller at a time.
 * Thread safe.
 */
final class RedisLink implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(RedisLink.class.getName());
  private static final byte[] GROUP = bytes("workers");
  private static final int SCAN_BATCH = 1_000;

  /**
   * Errors that begin otherwise are about the server, which says no to everybody; so are those that
   * Redis 6 wraps into one about a script.
   */
  private static final Pattern ABOUT_THE_COMMAND =
      Pattern.compile("(ERR|WRONGTYPE)\\b(?!.* -(?!ERR|WRONGTYPE)[A-Z]{2,}\\b).*", Pattern.DOTALL);

  /** How Lettuce begins to say why it does not send a command. */
  private static final List<String> NOT_SENT =
      List.of(
          "Currently not connected. Commands are rejected",
          "Request queue size exceeded",
          "Connection is closed");

  /** What Redis says, in a script too, before anything of a command is done, and what it means. */
  private static final Map<String, String> REFUSALS =
      Map.of(
          "OOM command not allowed",
          "is full: raise maxmemory or purge; nothing was changed",
          "READONLY",
          "is a replica and takes no writes: give the address of its primary",
          "NOREPLICAS",
          "refuses writes: it has fewer good replicas than min-replicas-to-write asks for",
          "MISCONF",
          "refuses writes: it cannot write to its disk, see its log and free some space",
          "LOADING",
          "still reads its data",
          "NOAUTH",
          "wants a password: give it in the address, redis://:PASSWORD@HOST:PORT",
          "NOPERM",
          "does not permit its user to do that",
          "MOVED",
          "is a node of a Redis Cluster, and another one has the store: give the address of that,"
              + " or of a Redis of its own",
          "CLUSTERDOWN",
          "is a node of a Redis Cluster that does not work");

  private final RedisSettings settings;
  private final StoreCallObserver observer;
  private final RedisURI uri;
  private final ClientResources resources;
  private final RedisClient client;
  private final LazyConnection shared;
  private final LazyConnection waiting;
  private final ReentrantLock oneWaits = new ReentrantLock();
  private final byte[][] keys;
  private final AtomicLong losses = new AtomicLong();
  private final StoreFailureLog trouble =
      new StoreFailureLog(System::nanoTime, LOG::warning, LOG::info);
  private volatile long checkedAfterLosses = -1;
  private volatile boolean closed;

  RedisLink(RedisSettings settings, StoreCallObserver observer) {
    this.settings = settings;
    this.observer = observer;
    this.uri = settings.uri();
    this.resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .reconnectDelay(Delay.constant(Duration.ofMillis(100)))
            .build();
    this.client = new AsyncOnlyClient(resources);
    client.setOptions(
        ClientOptions.builder()
            .protocolVersion(ProtocolVersion.RESP2)
            .maintNotificationsConfig(MaintNotificationsConfig.disabled())
            // A server that was restarted, or another one, may have gone back in time: what was out
            // when the connection broke must not reach it before that was noticed.
            .replayFilter(
                command -> {
                  command.completeExceptionally(
                      new RedisException("the connection was lost; the command may be done"));
                  return true;
                })
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .requestQueueSize(settings.requestQueueSize())
            // Each call is waited for with its own bound; a blocking read may take longer than
            // others.
            .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
            .socketOptions(
                SocketOptions.builder()
                    .connectTimeout(settings.connectTimeout())
                    .keepAlive(true)
                    .tcpNoDelay(true)
                    .build())
            .build());
    this.shared = new LazyConnection(client, uri, losses::incrementAndGet);
    this.waiting = new LazyConnection(client, uri, () -> {});
    this.keys =
        new byte[][] {bytes(key("generation")), bytes(key("queue")), bytes(key("processors"))};
  }

  /** The full name of a key; all of them are in one slot of a cluster. */
  String key(String name) {
    return "{" + settings.namespace() + "}:" + name;
  }

  /**
   * Does something unless it was done and did not throw since Redis was connected to: another Redis
   * may be there after the connection was lost, or the same one with other settings.
   */
  void oncePerConnection(Runnable check) {
    long lossesBefore = losses.get();
    if (checkedAfterLosses != lossesBefore) {
      check.run();
      checkedAfterLosses = lossesBefore;
    }
  }

  boolean connected() {
    return shared.connected();
  }

  /** Numbers the connection on which scripts run: another one after each loss. */
  long connection() {
    return losses.get();
  }

  /** Runs a script as one atomic step. */
  Reply run(Script script, Arguments arguments) {
    byte[][] values = arguments.toArray();
    observer.began(script.operation());
    long beganNanos = System.nanoTime();
    try {
      return new Reply(evalsha(script, values));
    } catch (RedisNoScriptException e) {
      return new Reply(
          call(redis -> redis.eval(script.text(), ScriptOutputType.MULTI, keys, values)));
    } finally {
      observer.called(script.operation(), System.nanoTime() - beganNanos);
    }
  }

  private List<?> evalsha(Script script, byte[][] values) {
    return await(
        shared, redis -> redis.evalsha(script.digest(), ScriptOutputType.MULTI, keys, values), 0);
  }

  /**
   * Reads new entries of the queue for a worker.
   *
   * @param waitMillis how long to wait for the first; 0 for not at all
   */
  List<StreamMessage<byte[], byte[]>> read(String worker, int max, long waitMillis) {
    if (waitMillis <= 0) {
      return await(shared, redis -> readGroup(redis, worker, new XReadArgs().count(max)), 0);
    }
    long begin = System.nanoTime();
    if (!lockForWaiting(waitMillis)) {
      return List.of();
    }
    try {
      long left =
          Math.max(1, waitMillis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
      XReadArgs arguments = XReadArgs.Builder.block(left).count(max);
      return await(waiting, redis -> readGroup(redis, worker, arguments), left);
    } finally {
      oneWaits.unlock();
    }
  }

  @SuppressWarnings("unchecked") // the one generic array that a varargs call makes
  private RedisFuture<List<StreamMessage<byte[], byte[]>>> readGroup(
      RedisAsyncCommands<byte[], byte[]> redis, String worker, XReadArgs arguments) {
    return redis.xreadgroup(
        Consumer.from(GROUP, bytes(worker)), arguments, StreamOffset.lastConsumed(keys[1]));
  }

  private boolean lockForWaiting(long waitMillis) {
    try {
      return oneWaits.tryLock(waitMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw interrupted(e);
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

  /** How many payments are in the queue. */
  long queueLength() {
    return call(redis -> redis.xlen(keys[1]));
  }

  /** Tells the memory and the length of the queue soon, if Redis does; waits for nothing. */
  void measure(BiConsumer<String, Long> told) {
    try {
      var _ =
          dispatch(shared, redis -> redis.info("memory"))
              .thenAcceptBoth(dispatch(shared, redis -> redis.xlen(keys[1])), told);
    } catch (StoreException e) {
      // Whoever needs the connection next is told.
    }
  }

  /** Settings of the server. */
  Map<String, String> config(String pattern) {
    return call(redis -> redis.configGet(pattern));
  }

  /** What the server says of itself; what it may not tell is left out. */
  StoreServer server() {
    call(RedisAsyncCommands::time); // Connects, so that the next one measures the way only.
    long begin = System.nanoTime();
    List<byte[]> time = call(RedisAsyncCommands::time);
    long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    Map<String, String> told = new HashMap<>();
    for (String section :
        List.of("server", "memory", "persistence", "replication", "stats", "cluster")) {
      ifAllowed(() -> info(section).lines().forEach(line -> put(told, line)));
    }
    for (String setting : List.of("maxmemory-policy", "append*", "save")) {
      ifAllowed(() -> told.putAll(config(setting)));
    }
    long micros = number(time.get(1));
    return new StoreServer(told, number(time.get(0)) * 1_000 + micros / 1_000, tookMillis);
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
    return await(shared, command, 0);
  }

  private <T> RedisFuture<T> dispatch(
      LazyConnection connection,
      Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
    if (closed) {
      throw closed(new IllegalStateException("used after its end"));
    }
    try {
      RedisFuture<T> answer = command.apply(connection.get().async());
      requireTaken(answer.toCompletableFuture());
      return answer;
    } catch (RedisException e) {
      throw unreachable(e);
    }
  }

  /** Lettuce answers at once for a command that it will not send. */
  private void requireTaken(CompletableFuture<?> answer) {
    if (answer.isCompletedExceptionally() && notSent(answer.exceptionNow())) {
      throw unreachable(answer.exceptionNow());
    }
  }

  private static boolean notSent(Throwable error) {
    String message = String.valueOf(error.getMessage());
    return error instanceof RedisException && NOT_SENT.stream().anyMatch(message::startsWith);
  }

  private <T> T await(
      LazyConnection connection,
      Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command,
      long extraMillis) {
    try {
      T answer = await(connection, dispatch(connection, command), extraMillis);
      trouble.worked(where());
      return answer;
    } catch (StoreException e) {
      if (!closed && troubles(e)) {
        trouble.failed(String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  /** An interruption is the caller's own, and what only one command is refused for is its own. */
  private static boolean troubles(StoreException e) {
    return e.refused()
        || !(e.getCause() instanceof InterruptedException
            || e.getCause() instanceof RedisCommandExecutionException
            || e.getCause() instanceof QueueMissing);
  }

  private <T> T await(LazyConnection connection, RedisFuture<T> answer, long extraMillis) {
    long timeoutMillis = settings.commandTimeout().toMillis() + extraMillis;
    try {
      return answer.get(timeoutMillis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      connection.suspect();
      throw new StoreException(
          where() + " did not answer within " + timeoutMillis + " ms; the command may be done", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RedisNoScriptException unknown) {
        throw unknown;
      }
      throw translate(e.getCause() == null ? e : e.getCause());
    }
  }

  private StoreException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new StoreException("interrupted while waiting for " + where(), e);
  }

  private StoreException translate(Throwable error) {
    String message = String.valueOf(error.getMessage());
    if (closed) {
      return new StoreException("the store is closed", error);
    }
    if (message.contains("NOGROUP") || message.contains("UNBLOCKED")) {
      return new StoreException(where() + " has lost the queue", new QueueMissing(error));
    }
    if (!(error instanceof RedisCommandExecutionException)) {
      return new StoreException(where() + " is not reachable: " + message, error);
    }
    return REFUSALS.entrySet().stream()
        .filter(refusal -> message.contains(refusal.getKey()))
        .findFirst()
        .map(refusal -> StoreException.refused(where() + " " + refusal.getValue(), error))
        .orElseGet(
            () ->
                ABOUT_THE_COMMAND.matcher(message).matches()
                    ? new UnwritableException(where() + " refused: " + message, error)
                    : new StoreException(where() + " refused: " + message, error));
  }

  private StoreException unreachable(Throwable error) {
    return closed
        ? closed(error)
        : StoreException.refused(where() + " is not reachable: " + error.getMessage(), error);
  }

  private static StoreException closed(Throwable error) {
    return StoreException.refused("the store is closed", error);
  }

  boolean isClosed() {
    return closed;
  }

  String where() {
    return "Redis at %s:%s".formatted(uri.getHost(), uri.getPort());
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      client.shutdown(0, 1, TimeUnit.SECONDS);
      resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
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

package dev.rinha.core.store.redis;

import static java.util.Map.entry;

import dev.rinha.core.internal.StoreFailureLog;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.UnwritableException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.logging.Logger;
import java.util.regex.Pattern;

/**
 * One server: sends it commands on a connection that all callers share, and turns everything that
 * can go wrong into a {@link StoreException}. Thread safe.
 */
final class RedisNode implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(RedisNode.class.getName());

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

  private static final String MOVES =
      "is handing the store over to another node of its Redis Cluster";

  /** What Redis says, in a script too, before anything of a command is done, and what it means. */
  private static final Map<String, String> REFUSALS =
      Map.ofEntries(
          entry(
              "OOM command not allowed", "is full: raise maxmemory or purge; nothing was changed"),
          entry("READONLY", "is a replica and takes no writes: give the address of its primary"),
          entry(
              "NOREPLICAS",
              "refuses writes: it has fewer good replicas than min-replicas-to-write asks for"),
          entry(
              "MISCONF",
              "refuses writes: it cannot write to its disk, see its log and free some space"),
          entry("LOADING", "still reads its data"),
          entry("NOAUTH", "wants a password, and none was given"),
          entry("WRONGPASS", "does not accept the user or the password"),
          entry("NOPERM", "does not permit its user to do that"),
          entry(
              "TERMS ",
              "has the store in other partitions than this process was told, or it was copied and"
                  + " is read-only: restart it with the settings of the store that is used now"),
          entry("MOVED", "has handed the store over to another node of its Redis Cluster"),
          entry("ASK ", MOVES),
          entry("TRYAGAIN", MOVES),
          entry("CLUSTERDOWN", "is a node of a Redis Cluster that does not work"));

  private final RedisSettings settings;
  private final RedisClient client;
  private final RedisURI uri;
  private final LazyConnection shared;
  private final AcknowledgedCalls acknowledged;
  private final LongSupplier numbers;
  private final LongSupplier nanos;
  private final StoreFailureLog trouble;
  private final BooleanSupplier storeClosed;
  private volatile long connection;

  /**
   * @param numbers gives each connection a number that no other one has
   * @param nanos a clock that never jumps
   */
  RedisNode(
      RedisSettings settings,
      RedisClient client,
      RedisURI uri,
      LongSupplier numbers,
      BooleanSupplier storeClosed,
      LongSupplier nanos) {
    this.settings = settings;
    this.client = client;
    this.uri = uri;
    this.numbers = numbers;
    this.storeClosed = storeClosed;
    this.nanos = nanos;
    this.trouble = new StoreFailureLog(nanos, Duration.ofSeconds(1), LOG::warning, LOG::info);
    this.shared = new LazyConnection(client, uri, settings.commandTimeout(), this::renumber, nanos);
    this.acknowledged =
        new AcknowledgedCalls(
            this,
            new LazyConnection(client, uri, Duration.ZERO, this::renumber, nanos),
            settings.replicas(),
            settings.commandTimeout().toMillis() / 2);
    renumber();
  }

  /** What was found out about the server has to be found out anew. */
  void renumber() {
    connection = numbers.getAsLong();
  }

  /** Numbers the connection on which scripts run: another one after each loss. */
  long connection() {
    return connection;
  }

  boolean connected() {
    return shared.connected();
  }

  String where() {
    return "Redis at " + server();
  }

  String server() {
    return uri.getHost() + ":" + uri.getPort();
  }

  /** A connection for one caller at a time, who may wait on it. */
  LazyConnection another() {
    return new LazyConnection(client, uri, Duration.ZERO, () -> {}, nanos);
  }

  <T> T call(Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
    return call(shared, command, 0);
  }

  /**
   * @param extraMillis how long Redis may wait before it answers
   */
  <T> T call(
      LazyConnection connection,
      Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command,
      long extraMillis) {
    try {
      T answer = await(connection, dispatch(connection, command), extraMillis);
      trouble.worked(where());
      return answer;
    } catch (StoreException e) {
      if (!storeClosed.getAsBoolean() && troubles(e)) {
        trouble.failed(String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  /** The same for a write that counts once the replicas have it. */
  <T> T acknowledged(Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
    return settings.replicas() == 0 ? call(command) : acknowledged.call(command);
  }

  /** What a command that was sent is answered. */
  <T> T answer(LazyConnection connection, RedisFuture<T> future) {
    return await(connection, future, 0);
  }

  /** Sends a command whose answer nobody waits for. */
  <T> RedisFuture<T> dispatch(
      Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
    return dispatch(shared, command);
  }

  <T> RedisFuture<T> dispatch(
      LazyConnection connection,
      Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
    if (storeClosed.getAsBoolean()) {
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

  /** An interruption is the caller's own, and what only one command is refused for is its own. */
  private static boolean troubles(StoreException e) {
    return e.refused()
        || !(e.getCause() instanceof InterruptedException
            || e.getCause() instanceof RedisCommandExecutionException
            || e.getCause() instanceof RedisLink.QueueMissing);
  }

  /**
   * Where the connection ends its commands nobody has to be woken after a time: that, and taking it
   * back, would wake a thread twice for every command.
   */
  private <T> T await(LazyConnection connection, RedisFuture<T> answer, long extraMillis) {
    long timeoutMillis = settings.commandTimeout().toMillis() + extraMillis;
    try {
      return connection.endsCommands()
          ? answer.get()
          : answer.get(timeoutMillis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw late(connection, timeoutMillis, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RedisCommandTimeoutException) {
        throw late(connection, timeoutMillis, e);
      }
      if (e.getCause() instanceof RedisNoScriptException unknown) {
        throw unknown;
      }
      RedisLink.OtherGeneration.throwIf(e.getCause());
      throw translate(e.getCause() == null ? e : e.getCause());
    }
  }

  private StoreException late(LazyConnection connection, long timeoutMillis, Exception cause) {
    connection.suspect();
    return new StoreException(
        where() + " did not answer within " + timeoutMillis + " ms; the command may be done",
        cause);
  }

  private StoreException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new StoreException("interrupted while waiting for " + where(), e);
  }

  private StoreException translate(Throwable error) {
    String message = String.valueOf(error.getMessage());
    if (storeClosed.getAsBoolean()) {
      return new StoreException("the store is closed", error);
    }
    if (message.contains("NOGROUP") || message.contains("UNBLOCKED")) {
      return new StoreException(where() + " has lost the queue", new RedisLink.QueueMissing(error));
    }
    if (!(error instanceof RedisCommandExecutionException)) {
      return new StoreException(where() + " is not reachable: " + message, error);
    }
    return meaning(message)
        .map(meaning -> StoreException.refused(where() + " " + meaning, error))
        .orElseGet(
            () ->
                ABOUT_THE_COMMAND.matcher(message).matches()
                    ? new UnwritableException(where() + " refused: " + message, error)
                    : new StoreException(where() + " refused: " + message, error));
  }

  /** What it means that Redis says that; empty if it is nothing that everybody is told. */
  static Optional<String> meaning(String message) {
    return REFUSALS.entrySet().stream()
        .filter(refusal -> message.contains(refusal.getKey()))
        .findFirst()
        .map(Map.Entry::getValue);
  }

  private StoreException unreachable(Throwable error) {
    return storeClosed.getAsBoolean()
        ? closed(error)
        : StoreException.refused(where() + " is not reachable: " + error.getMessage(), error);
  }

  private static StoreException closed(Throwable error) {
    return StoreException.refused("the store is closed", error);
  }

  /** Ends what is out; later calls connect again. */
  @Override
  public void close() {
    shared.close();
    acknowledged.close();
  }
}

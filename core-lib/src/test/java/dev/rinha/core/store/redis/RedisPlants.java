package dev.rinha.core.store.redis;

import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.summary.TimeBuckets.Level;
import io.lettuce.core.Consumer;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.codec.StringCodec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Plants what must never be in a store, past all of its scripts. Close it after use. */
public final class RedisPlants implements AutoCloseable {

  private static final String GROUP = "workers";
  private static final List<String> PROCESSORS = List.of("default", "fallback");

  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;
  private final RedisCommands<String, String> redis;
  private final RedisStore store;
  private final String prefix;

  /** Opens the way into that store's first generation. */
  public RedisPlants(RedisSettings settings, RedisStore store) {
    this.store = store;
    this.prefix = "{" + settings.namespace() + "}:";
    this.client = RedisClient.create("redis://" + settings.address());
    this.connection = client.connect(new StringCodec(StandardCharsets.ISO_8859_1));
    this.redis = connection.sync();
  }

  @Override
  public void close() {
    connection.close();
    client.close();
  }

  /** Destroys the group of a queue, or sets it back to the beginning. */
  public static void handOutAnew(
      RedisClusterCommands<String, String> redis, String queue, boolean destroyed) {
    if (destroyed) {
      redis.xgroupDestroy(queue, GROUP);
    } else {
      redis.xgroupSetid(StreamOffset.from(queue, "0"), GROUP);
    }
  }

  /** The same for this store's queue. */
  public void handOutAnew(boolean destroyed) {
    handOutAnew(redis, prefix + "queue", destroyed);
  }

  /** Deletes the queue. */
  public void deleteQueue() {
    redis.del(queue());
  }

  /** Takes an entry out of the ledger. */
  public void removeFromLedger(LedgerEntry entry) {
    redis.lrem(minute(entry), 1, text(entry));
  }

  /** Puts an entry into the ledger. */
  public void addToLedger(LedgerEntry entry) {
    redis.rpush(minute(entry), text(entry));
    redis.zadd(data("minutes"), Level.MINUTE.bucket(entry.requestedAtMillis()), minuteName(entry));
  }

  /** Forgets that the payment was ever accepted. */
  public void removeRecord(UUID id) {
    redis.hdel(records(id), id(id));
  }

  /** What the record of a payment says. */
  public String record(UUID id) {
    return redis.hget(records(id), id(id));
  }

  /** Changes what the record of a payment says. */
  public void changeRecord(UUID id, UnaryOperator<String> change) {
    redis.hset(records(id), id(id), change.apply(redis.hget(records(id), id(id))));
  }

  /** Takes a payment off the queue. */
  public void removeFromQueue(UUID id) {
    for (StreamMessage<String, String> entry : redis.xrange(queue(), Range.unbounded())) {
      if (entry.getBody().getOrDefault("p", "").startsWith(id(id))) {
        redis.xack(queue(), GROUP, entry.getId());
        redis.xdel(queue(), entry.getId());
      }
    }
  }

  /** Puts a payment on the queue, as it stands in its record. */
  public void addToQueue(UUID id) {
    String[] fields = redis.hget(records(id), id(id)).split(":", 4);
    String payload = id(id) + store.context().bucket(id) + ":" + fields[1] + ":" + fields[2] + ":";
    Map<String, String> entry = new LinkedHashMap<>();
    entry.put("g", "1");
    entry.put("p", payload);
    redis.xadd(queue(), entry);
  }

  /** Appends anything to the queue: fields and values, in turn. */
  public void append(String... values) {
    redis.xadd(queue(), (Object[]) values);
  }

  /** The payload of a payment's entry with other text after its id. */
  public static String payload(UUID id, String text) {
    return id(id) + text;
  }

  /** Has a worker take all that waits and die with it. */
  public void takeAndDie() {
    redis.xreadgroup(Consumer.from(GROUP, "dead"), StreamOffset.lastConsumed(queue()));
  }

  /** Writes one of the store's settings; an empty one is deleted. */
  public void setting(String field, String value) {
    if (value.isEmpty()) {
      redis.hdel(prefix + "settings", field);
    } else {
      redis.hset(prefix + "settings", field, value);
    }
  }

  /** All of the store's settings. */
  public Map<String, String> settings() {
    return redis.hgetall(prefix + "settings");
  }

  /** Sets for how many bytes there is room. */
  public void limitMemory(String bytes) {
    redis.configSet("maxmemory", bytes);
  }

  /** Takes a payment off the list of those in doubt. */
  public void removeFromDoubts(UUID id) {
    redis.zrem(data("doubt"), id(id));
  }

  /** Puts a payment on the list of those in doubt. */
  public void addToDoubts(UUID id) {
    redis.zadd(data("doubt"), 1, id(id));
  }

  /** Takes a payment off the list of dead letters. */
  public void removeFromDeadLetters(UUID id) {
    removeFrom("dead", id);
  }

  /** Puts a payment on the list of dead letters. */
  public void addToDeadLetters(UUID id) {
    addTo("dead", id);
  }

  /** Takes a payment off the list of discarded dead letters. */
  public void removeFromDiscarded(UUID id) {
    removeFrom("discarded", id);
  }

  /** Puts a payment on the list of discarded dead letters. */
  public void addToDiscarded(UUID id) {
    addTo("discarded", id);
  }

  private void removeFrom(String letters, UUID id) {
    redis.zrange(data(letters), 0, -1).stream()
        .filter(name -> name.endsWith(id(id)))
        .forEach(name -> redis.zrem(data(letters), name));
  }

  private void addTo(String letters, UUID id) {
    redis.zadd(data(letters), 0, latin(Binary.time(1)) + id(id));
  }

  /** Counts one payment more than there are in a millisecond of the aggregates, and only there. */
  public void addToMillisecond(String processor, long millis, long cents) {
    String field = PROCESSORS.indexOf(processor) + ":" + millis % 1_000;
    String known = redis.hget(data("a:f:" + millis / 1_000), field);
    String[] totals = (known == null ? "0:0" : known).split(":", 2);
    redis.hset(
        data("a:f:" + millis / 1_000),
        field,
        (Long.parseLong(totals[0]) + 1) + ":" + (Long.parseLong(totals[1]) + cents));
  }

  /** Adds to a bucket of the aggregates, and only there. */
  public void addToBucket(Level level, long millis, String processor, long count, long cents) {
    long bucket = level.bucket(millis);
    String page = data("a:" + level.letter() + ":" + bucket / level.bucketsPerPage());
    long index = bucket % level.bucketsPerPage();
    redis.hincrby(page, PROCESSORS.indexOf(processor) + "c" + index, count);
    redis.hincrby(page, PROCESSORS.indexOf(processor) + "s" + index, cents);
  }

  /** Loses the page that begins with this millisecond. */
  public void removePage(Level level, long millis) {
    redis.del(data("a:" + level.letter() + ":" + level.bucket(millis) / level.bucketsPerPage()));
  }

  /** Loses all aggregates. */
  public void removeAggregates() {
    redis.keys(data("a:*")).forEach(redis::del);
  }

  /** Adds to a counter. */
  public void addToCounter(String counter, long amount) {
    redis.hincrby(data("n"), counter, amount);
  }

  private String records(UUID id) {
    return data("i:" + store.context().bucket(id));
  }

  private String minute(LedgerEntry entry) {
    return data("l:" + minuteName(entry));
  }

  private static String minuteName(LedgerEntry entry) {
    return Long.toString(Level.MINUTE.bucket(entry.requestedAtMillis()));
  }

  private static String text(LedgerEntry entry) {
    byte[] processor = {(byte) PROCESSORS.indexOf(entry.processor())};
    return id(entry.correlationId())
        + latin(Binary.time(entry.requestedAtMillis()))
        + latin(processor)
        + latin(Binary.cents(entry.amountCents()));
  }

  private static String id(UUID id) {
    return latin(Binary.id(id));
  }

  private static String latin(byte[] bytes) {
    return new String(Arrays.copyOf(bytes, bytes.length), StandardCharsets.ISO_8859_1);
  }

  private String queue() {
    return prefix + "queue";
  }

  private String data(String name) {
    return prefix + "1:" + name;
  }
}

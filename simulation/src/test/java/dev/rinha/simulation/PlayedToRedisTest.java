package dev.rinha.simulation;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetters.Replay;
import dev.rinha.core.store.Era;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.UnknownOutcomes.Freed;
import dev.rinha.core.store.UnknownOutcomes.Freeing;
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.core.store.redis.TestRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the simulation asks of the store in memory is asked of a real Redis as well, which must give
 * the same answers: what is proven with one store is true of the other. {@code -Dplayed.seeds=N}
 * plays that many seeds, from {@code -Dplayed.first} on.
 */
final class PlayedToRedisTest {

  private static final long DEFAULT_SEEDS = 10;
  private static final String NAMESPACE = "played";
  private static final int SHOWN = 12;
  private static final long LONG_MILLIS = Duration.ofDays(1_000_000).toMillis();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /**
   * A millisecond of virtual time is ten seconds for the idle times in Redis, where it is done in
   * much less.
   */
  private static final long SCALE = 10_000;

  /**
   * Lets time pass for every claim. One that was renewed in the future, on a clock that was set
   * back since, cannot be written down in Redis: it is idle for no time until it owes none any
   * more.
   */
  private static final String PASS =
      """
      local queue, owed, clock = KEYS[1], KEYS[2], KEYS[3]
      if ARGV[2] == '1' then
        redis.call('SET', clock, '9000000000000')
      end
      local from = '-'
      repeat
        local claims = redis.pcall('XPENDING', queue, 'workers', from, '+', 1000)
        if claims.err then
          return 0
        end
        for _, claim in ipairs(claims) do
          local owing = tonumber(redis.call('HGET', owed, claim[1]) or '0')
          local idle = claim[3] + tonumber(ARGV[1]) - owing
          redis.call('HSET', owed, claim[1], string.format('%.0f', math.max(0, -idle)))
          redis.call('XCLAIM', queue, 'workers', claim[2], 0, claim[1],
              'IDLE', string.format('%.0f', math.max(0, idle)), 'JUSTID')
          from = '(' .. claim[1]
        end
      until #claims == 0
      return 1
      """;

  @ParameterizedTest
  @MethodSource("dev.rinha.core.store.redis.TestRedis$Edition#available")
  void redisAnswersWhatMemoryAnsweredInTheSimulation(TestRedis.Edition edition) {
    long first = Long.getLong("played.first", 1);
    long seeds = Long.getLong("played.seeds", DEFAULT_SEEDS);
    long calls = 0;
    try (Player player = new Player(edition)) {
      for (long seed = first; seed < first + seeds; seed++) {
        RecordedCalls recorded = recorded(seed);
        player.play(seed, recorded.calls());
        calls += recorded.calls().size();
      }
    }
    System.out.printf("%d seeds, %d calls of the store, same answers%n", seeds, calls);
    assertTrue(calls > 10 * seeds, "the simulation hardly calls the store");
  }

  /** The comparison can fail. */
  @Test
  void anotherAnswerThanMemoryGaveIsFound() {
    List<RecordedCalls.Call> calls = recorded(1).calls();
    int tampered =
        calls.indexOf(
            calls.stream()
                .filter(call -> call.method().getName().equals("settle"))
                .findFirst()
                .orElseThrow());
    RecordedCalls.Call call = calls.get(tampered);
    calls.set(
        tampered,
        new RecordedCalls.Call(call.storeMillis(), call.method(), call.arguments(), List.of()));
    try (Player player = new Player(TestRedis.Edition.BUNDLED)) {
      String found = assertThrows(AssertionError.class, () -> player.play(1, calls)).toString();
      assertTrue(found.contains("seed 1, call " + tampered + ": settle"), found);
    }
  }

  private static RecordedCalls recorded(long seed) {
    RecordedCalls recorded = new RecordedCalls();
    // What happens to the queue past the store is no call of it; SameAnswersTest does that to both.
    // Nor is it that it goes back in time: EraContract and StoreWentBackTest do that.
    Scenario scenario = Scenario.of(seed);
    FaultRates faults = scenario.faults().withQueueLeftAlone().withRewinds(0);
    SimulationResult result = Simulation.run(scenario.withFaults(faults), () -> recorded);
    assertEquals(Optional.empty(), result.violation(), result::report);
    return recorded;
  }

  /** Makes recorded calls of a Redis, whose names for claims and generations are others. */
  private static final class Player implements AutoCloseable {

    private final String address;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;
    private final Map<Long, RedisStore> stores = new HashMap<>();

    private final Map<Object, String> entries = new HashMap<>();
    private final Map<Object, String> places = new HashMap<>();
    private long generations;
    private long era;
    private long millis;
    private long takeOverMillis;

    Player(TestRedis.Edition edition) {
      address = TestRedis.shared(edition).address();
      client = RedisClient.create("redis://" + address);
      connection = client.connect();
    }

    private RedisStore store(long maxUnfinished) {
      return stores.computeIfAbsent(
          maxUnfinished,
          limit ->
              RedisStore.open(
                  RedisSettings.at(address)
                      .withCommandTimeout(PATIENCE)
                      .withNamespace(NAMESPACE)
                      .withMaxUnfinished(limit)
                      .withIdBuckets(8)));
    }

    void play(long seed, List<RecordedCalls.Call> calls) {
      RedisStore redis = store(Scenario.of(seed).maxUnfinished());
      generations = redis.ledger().purge() - 1;
      connection.sync().del(key("clock"), key("played-owed"), key("told"), key("pauses"));
      era = redis.queue().told("player", 0, false).number();
      redis.queue().leave("player");
      entries.clear();
      places.clear();
      millis = calls.getFirst().storeMillis();
      takeOverMillis = millis;
      for (int i = 0; i < calls.size(); i++) {
        RecordedCalls.Call call = calls.get(i);
        passUntil(call.storeMillis());
        if (call.method().equals(RecordedCalls.HAND_OUT_ANEW)) {
          handOutAnew((boolean) call.arguments().getFirst());
          continue;
        }
        if (call.method().equals(RecordedCalls.LOSE_QUEUE)) {
          connection.sync().del(key("queue"));
          continue;
        }
        Object answer = answer(redis, call);
        learnNames(call, answer);
        if (!sameAnswer(call, answer)) {
          fail(
              "seed %s, call %s: %s, but Redis: %s\nbefore:\n  %s"
                  .formatted(
                      seed,
                      i,
                      call,
                      answer,
                      String.join(
                          "\n  ",
                          calls.subList(Math.max(0, i - SHOWN), i).stream()
                              .map(Object::toString)
                              .toList())));
        }
      }
    }

    private static String key(String name) {
      return "{" + NAMESPACE + "}:" + name;
    }

    private void passUntil(long storeMillis) {
      if (storeMillis != millis) {
        Long _ =
            connection
                .sync()
                .eval(
                    PASS,
                    ScriptOutputType.INTEGER,
                    new String[] {key("queue"), key("played-owed"), key("clock")},
                    Long.toString((storeMillis - millis) * SCALE),
                    storeMillis < takeOverMillis ? "1" : "0");
        millis = storeMillis;
      }
    }

    private void handOutAnew(boolean destroyed) {
      if (destroyed) {
        boolean _ = connection.sync().xgroupDestroy(key("queue"), "workers");
      } else {
        String _ =
            connection
                .sync()
                .xgroupSetid(XReadArgs.StreamOffset.from(key("queue"), "0"), "workers");
      }
    }

    private Object answer(RedisStore redis, RecordedCalls.Call call) {
      List<Object> arguments = new ArrayList<>();
      for (Object argument : call.arguments()) {
        arguments.add(inRedis(argument));
      }
      Class<?>[] types = call.method().getParameterTypes();
      for (int i = 0; i < types.length; i++) {
        if (types[i] == Consumer.class) {
          arguments.set(i, (Consumer<Object>) _ -> {});
        } else if (types[i] == Function.class) {
          Map<?, ?> answers = (Map<?, ?>) arguments.get(i);
          arguments.set(i, (Function<Object, Object>) asked -> answered(answers, asked));
        }
      }
      if (call.method().getName().equals("told")) {
        arguments.set(1, era((long) arguments.get(1)));
      }
      if (call.method().getName().equals("takeOver")) {
        takeOverMillis = millis;
        arguments.set(2, (long) arguments.get(2) * SCALE);
      }
      if (call.method().getName().equals("free")) {
        boolean tooEarly = ((List<?>) call.answer()).contains(Freed.TOO_EARLY);
        arguments.set(0, quietFor(tooEarly ? LONG_MILLIS : 0, (List<?>) arguments.getFirst()));
      }
      try {
        return new RecordedCalls.Ears(arguments).call(port(redis, call.method()), call.method());
      } catch (InvocationTargetException | IllegalAccessException e) {
        throw new AssertionError(call + " fails", e);
      }
    }

    private static Object port(PaymentStore store, Method method)
        throws IllegalAccessException, InvocationTargetException {
      for (Method accessor : PaymentStore.class.getMethods()) {
        if (accessor.getReturnType() == method.getDeclaringClass()) {
          return accessor.invoke(store);
        }
      }
      throw new AssertionError("no port has " + method);
    }

    /** How long something has been paused Redis knows by its own clock only. */
    private static List<Freeing> quietFor(long quietMillis, List<?> freeings) {
      return freeings.stream()
          .map(Freeing.class::cast)
          .map(f -> new Freeing(f.payment(), f.freedAtMillis(), f.history(), quietMillis))
          .toList();
    }

    /**
     * What memory was answered. Redis may ask for letters that it does not get to, as its queue is
     * full.
     */
    private static Object answered(Map<?, ?> answers, Object asked) {
      Object answer = answers.get(asked);
      if (answer == null && answers.values().iterator().next() instanceof Replay other) {
        return new Replay(
            (DeadLetter) asked, other.replayedAtMillis(), other.history(), other.force());
      }
      return requireNonNull(answer);
    }

    /** Remembers what claims that were just handed out are called here, and which owe no time. */
    private void learnNames(RecordedCalls.Call call, Object answer) {
      switch (call.method().getName()) {
        case "take", "takeOver", "takeBack" -> {
          if (call.method().getName().equals("takeOver")) {
            connection.sync().del(key("played-owed"));
          }
          List<?> there = (List<?>) call.answer();
          List<?> here = (List<?>) answer;
          for (int i = 0; i < Math.min(there.size(), here.size()); i++) {
            String entry = ((Claim) there.get(i)).entry();
            String ours = ((Claim) here.get(i)).entry();
            entries.put(entry, ours);
            places.put(place(entry), place(ours));
            entries.put(place(entry) + "/0", place(ours) + "/0");
            connection.sync().hdel(key("played-owed"), place(ours));
          }
        }
        case "renew" -> {
          for (Object claim : (List<?>) call.arguments().get(1)) {
            if (!((List<?>) call.answer()).contains(claim)) {
              String place = place(((Claim) claim).entry());
              connection.sync().hdel(key("played-owed"), places.getOrDefault(place, place));
            }
          }
        }
        default -> {}
      }
    }

    private static String place(String entry) {
      return entry.substring(0, entry.indexOf('/'));
    }

    private boolean sameAnswer(RecordedCalls.Call call, Object answer) {
      Object expected =
          call.method().getName().equals("purge")
              ? (Object) ((long) call.answer() + generations)
              : inRedis(call.answer());
      return expected.equals(answer);
    }

    /** The same with the names that it has here. */
    private Object inRedis(Object value) {
      return switch (value) {
        case List<?> list -> list.stream().map(this::inRedis).toList();
        case Optional<?> one -> one.map(this::inRedis);
        case Map<?, ?> map -> {
          Map<Object, Object> translated = new LinkedHashMap<>();
          map.forEach((from, to) -> translated.put(inRedis(from), inRedis(to)));
          yield translated;
        }
        case Era(long number, boolean complete, boolean wentBack) ->
            new Era(era(number), complete, wentBack);
        case Record known when known.getClass().getName().startsWith("dev.rinha.core.store.") ->
            inRedis(known);
        default -> value;
      };
    }

    private Object inRedis(Record known) {
      RecordComponent[] components = known.getClass().getRecordComponents();
      Class<?>[] types = new Class<?>[components.length];
      Object[] values = new Object[components.length];
      try {
        for (int i = 0; i < components.length; i++) {
          Object value = components[i].getAccessor().invoke(known);
          types[i] = components[i].getType();
          values[i] =
              switch (components[i].getName()) {
                case "generation" -> (long) value + generations;
                case "era" -> era((long) value);
                case "entry" -> entries.getOrDefault(value, String.valueOf(value));
                case "place" -> places.getOrDefault(value, String.valueOf(value));
                default -> inRedis(value);
              };
        }
        return known.getClass().getDeclaredConstructor(types).newInstance(values);
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(known + " cannot be written anew", e);
      }
    }

    /** There is but one as long as the store does not go back. */
    private long era(long there) {
      return there == 0 ? 0 : era;
    }

    @Override
    public void close() {
      stores.values().forEach(RedisStore::close);
      connection.close();
      client.shutdown();
    }
  }
}

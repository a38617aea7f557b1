package dev.rinha.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.event.PaymentListener;
import dev.rinha.core.execution.ExecutionSettings;
import dev.rinha.core.execution.Operator;
import dev.rinha.core.history.History;
import dev.rinha.core.history.Remark;
import dev.rinha.core.history.Verdict;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.TraceParent;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.processor.HelidonProcessorBooks;
import dev.rinha.core.processor.HelidonProcessorClient;
import dev.rinha.core.processor.InMemoryProcessor;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorClient;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.routing.CheapestOnly;
import dev.rinha.core.routing.Decision;
import dev.rinha.core.routing.PriceOfTime;
import dev.rinha.core.routing.Reason;
import dev.rinha.core.routing.RoutingPolicy;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.FrozenReplay;
import dev.rinha.core.store.HealthBoard;
import dev.rinha.core.store.Intake;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.store.OperatorAct;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.StoreCallObserver;
import dev.rinha.core.store.TrafficLog;
import dev.rinha.core.store.memory.MemoryStore;
import dev.rinha.core.store.partitioned.PartitionedStore;
import dev.rinha.core.store.partitioned.Partitioner;
import dev.rinha.core.store.redis.RedisAccess;
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.tls.TlsFiles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Those who embed the library may write without a null checker; it says so where they hand one in.
 */
final class NullsTest {

  private static final Map<Class<?>, Object> SAMPLES = new HashMap<>();

  private static final Partitioner PARTITIONER =
      new Partitioner(1, new byte[Partitioner.KEY_BYTES]);

  private static <T> void sample(Class<T> type, T value) {
    SAMPLES.put(type, value);
  }

  static {
    sample(String.class, "text");
    sample(RouterObserver.class, new RouterObserver() {});
    sample(StoreCallObserver.class, StoreCallObserver.NONE);
    sample(UUID.class, new UUID(1, 2));
    sample(Money.class, new Money(1));
    sample(Payment.class, new Payment(new UUID(1, 2), new Money(1), 0));
    sample(Fee.class, Fee.parse("0.05"));
    sample(URI.class, URI.create("http://localhost:1"));
    sample(Duration.class, Duration.ofSeconds(1));
    sample(InstantSource.class, InstantSource.system());
    sample(TimeWindow.class, TimeWindow.ALL);
    sample(PaymentStore.class, new MemoryStore());
    sample(HealthBoard.class, new MemoryStore().healthBoard());
    sample(TrafficLog.class, new MemoryStore().traffic());
    sample(ProcessorSettings.class, ProcessorSettings.of("only", Fee.parse("0.05")));
    sample(ProcessorClient.class, new InMemoryProcessor());
    sample(
        HelidonProcessorClient.class, new HelidonProcessorClient(URI.create("http://localhost:1")));
    sample(RoutingPolicy.class, new CheapestOnly());
    sample(PriceOfTime.class, PriceOfTime.DEFAULT);
    sample(ExecutionSettings.class, ExecutionSettings.DEFAULTS);
    sample(Reason.class, Reason.CHEAPEST);
    sample(Remark.class, new Remark("because"));
    sample(Verdict.class, Verdict.SETTLED);
    sample(History.class, History.EMPTY);
    sample(History.Result.class, History.Result.OPEN);
    sample(PauseScope.class, new PauseScope.Queue());
    sample(DeadLetterFilter.class, DeadLetterFilter.ALL);
    sample(FrozenReplay.class, new FrozenReplay("id", "all", "because", 0, true, 0, 0, 0));
    sample(byte[].class, new byte[Partitioner.KEY_BYTES]);
    sample(Partitioner.class, PARTITIONER);
    sample(Executor.class, Runnable::run);
    sample(LongSupplier.class, () -> 0);
    sample(RedisSettings.class, RedisSettings.at("localhost:1"));
    sample(RedisAccess.class, RedisAccess.OPEN);
    sample(TlsFiles.class, TlsFiles.NONE);
    sample(Path.class, Path.of("file"));
    sample(
        TraceParent.class,
        new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
    sample(Optional.class, Optional.empty());
    sample(PaymentListener.class, _ -> {});
    sample(Function.class, Function.identity());
    sample(Predicate.class, _ -> true);
    sample(List.class, List.of());
    sample(Collection.class, List.of());
    sample(SortedMap.class, new TreeMap<>());
    sample(Map.class, Map.of());
  }

  private static final PaymentRouter ROUTER =
      PaymentRouter.builder(new MemoryStore())
          .processor(ProcessorSettings.of("only", Fee.parse("0.05")), new InMemoryProcessor())
          .build();

  /** A way in, on an object where it needs one, with a null in one place. */
  record Entry(Executable executable, Object on, int nullAt) {

    @Override
    public String toString() {
      return executable.getDeclaringClass().getSimpleName()
          + "."
          + executable.getName()
          + "("
          + executable.getParameters()[nullAt]
          + ")";
    }
  }

  static List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    addAll(entries, PaymentRouter.class, ROUTER);
    addAll(entries, PaymentRouter.Builder.class, PaymentRouter.builder(new MemoryStore()));
    addAll(entries, Operator.class, ROUTER.operator());
    addAll(
        entries,
        HelidonProcessorClient.Builder.class,
        HelidonProcessorClient.builder(URI.create("http://h")));
    addAll(entries, RedisSettings.class, RedisSettings.at("localhost:1"));
    addAll(entries, RedisAccess.class, RedisAccess.OPEN);
    addAll(entries, TlsFiles.class, TlsFiles.NONE);
    addAll(entries, Summary.class, new Summary(new TreeMap<>()));
    addAll(entries, DeadLetterFilter.class, DeadLetterFilter.ALL, "accepts");
    for (PaymentStore store :
        List.of(
            new MemoryStore(),
            new PartitionedStore(List.of(new MemoryStore()), PARTITIONER),
            RedisStore.open(RedisSettings.at("localhost:1")))) {
      addAll(entries, Intake.class, store.intake());
      addAll(entries, Ledger.class, store.ledger(), "entries");
    }
    addStatic(
        entries,
        Money.class,
        Payment.class,
        ProcessorSettings.class,
        HelidonProcessorClient.class,
        HelidonProcessorBooks.class,
        RedisStore.class,
        MemoryStore.class,
        Partitioner.class,
        PartitionedStore.class,
        Operator.class,
        Remark.class,
        OperatorAct.class,
        PauseScope.Processor.class,
        Decision.Send.class,
        Decision.Hold.class,
        Outcome.Intercepted.class,
        Outcome.NotSent.class,
        Outcome.Rejected.class,
        Outcome.Unknown.class,
        Lookup.Unavailable.class,
        HealthReport.Unreachable.class);
    return entries;
  }

  private static void addAll(List<Entry> entries, Class<?> type, Object on, String... except) {
    for (Method method : type.getDeclaredMethods()) {
      if (Modifier.isPublic(method.getModifiers())
          && !method.isSynthetic()
          && !method.getName().equals("equals")
          && !List.of(except).contains(method.getName())) {
        add(entries, method, on);
      }
    }
    Arrays.stream(type.getConstructors()).forEach(constructor -> add(entries, constructor, on));
  }

  private static void addStatic(List<Entry> entries, Class<?>... types) {
    for (Class<?> type : types) {
      Stream.concat(
              Arrays.stream(type.getDeclaredMethods())
                  .filter(method -> Modifier.isStatic(method.getModifiers())),
              Arrays.stream(type.getConstructors()))
          .filter(executable -> Modifier.isPublic(executable.getModifiers()))
          .forEach(executable -> add(entries, executable, type));
    }
  }

  private static void add(List<Entry> entries, Executable executable, Object on) {
    for (int i = 0; i < executable.getParameterCount(); i++) {
      if (!executable.getParameterTypes()[i].isPrimitive()) {
        entries.add(new Entry(executable, on, i));
      }
    }
  }

  @AfterEach
  void nothingHasHappened() {
    assertEquals(0, ROUTER.census().accepted());
  }

  @ParameterizedTest
  @MethodSource("entries")
  void nullIsRefusedByNameWhereItIsHandedIn(Entry entry) {
    var thrown = assertThrows(InvocationTargetException.class, () -> call(entry));

    var refusal = assertInstanceOf(NullPointerException.class, thrown.getCause());
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.matches("[a-z][A-Za-z]*"), message);
  }

  private static Object call(Entry entry) throws ReflectiveOperationException {
    Class<?>[] types = entry.executable().getParameterTypes();
    Object[] arguments = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      if (i != entry.nullAt()) {
        arguments[i] = sample(types[i]);
      }
    }
    return entry.executable() instanceof Constructor<?> constructor
        ? constructor.newInstance(arguments)
        : ((Method) entry.executable()).invoke(entry.on(), arguments);
  }

  private static Object sample(Class<?> type) {
    if (type.isPrimitive()) {
      return type == boolean.class ? (Object) true : type == long.class ? (Object) 1L : (Object) 1;
    }
    Object sample = SAMPLES.get(type);
    if (sample == null) {
      throw new AssertionError("add a sample of " + type);
    }
    return sample;
  }
}

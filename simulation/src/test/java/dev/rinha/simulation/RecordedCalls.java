package dev.rinha.simulation;

import dev.rinha.core.store.Books;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.memory.MemoryStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** What a simulation asks of its store, in order, and what it is answered. */
final class RecordedCalls implements DeliberateDefect {

  /**
   * One call.
   *
   * @param storeMillis what time it was for the store
   * @param arguments of a function, what it was asked and what it answered
   * @param answer of a reader, what it was given to read
   */
  record Call(long storeMillis, Method method, List<Object> arguments, Object answer) {

    @Override
    public String toString() {
      return "%s at %s of %s: %s".formatted(method.getName(), storeMillis, arguments, answer);
    }
  }

  /** What is done to the store by others than its callers. */
  static final Method HAND_OUT_ANEW = method(MemoryStore.class, "handOutAnew", boolean.class);

  static final Method LOSE_QUEUE = method(MemoryStore.class, "loseQueue");

  private final List<Call> calls = new ArrayList<>();
  private InstantSource storeClock = InstantSource.system();

  private static Method method(Class<?> type, String name, Class<?>... parameters) {
    try {
      return type.getMethod(name, parameters);
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  List<Call> calls() {
    return calls;
  }

  @Override
  public void handedOutAnew(boolean destroyed) {
    calls.add(new Call(storeClock.millis(), HAND_OUT_ANEW, List.of(destroyed), Ears.NOTHING));
  }

  @Override
  public void queueLost() {
    calls.add(new Call(storeClock.millis(), LOSE_QUEUE, List.of(), Ears.NOTHING));
  }

  @Override
  public PaymentStore store(PaymentStore real, InstantSource clock) {
    storeClock = clock;
    return PaymentStore.class.cast(
        Proxy.newProxyInstance(
            PaymentStore.class.getClassLoader(),
            new Class<?>[] {PaymentStore.class},
            (_, accessor, _) -> {
              Object port = accessor.invoke(real);
              return accessor.getReturnType().isInterface()
                  ? recorded(accessor.getReturnType(), port)
                  : port;
            }));
  }

  @Override
  public Books books(Books real) {
    return recorded(Books.class, real);
  }

  private <T> T recorded(Class<T> type, Object real) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) ->
                record(
                    real,
                    storeClock.millis(),
                    method,
                    arguments == null ? new Object[0] : arguments)));
  }

  private Object record(Object real, long millis, Method method, Object[] arguments)
      throws Throwable {
    Ears ears = new Ears(List.of(arguments));
    try {
      Object answer = ears.call(real, method);
      if (!repeatsTheLastCount(method) && !readsOnly(method)) {
        calls.add(new Call(millis, method, ears.heard(), answer));
      }
      return answer;
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }

  /** Books in memory and in Redis are read in other orders. */
  private static boolean readsOnly(Method method) {
    return method.getDeclaringClass() == Books.class && !method.getName().equals("requeue");
  }

  /** The simulation counts after every step, whether or not anything was written. */
  private boolean repeatsTheLastCount(Method method) {
    return method.getName().equals("census")
        && !calls.isEmpty()
        && calls.getLast().method().equals(method);
  }

  /** Calls a method, and hears what passes through the functions and readers it is given. */
  static final class Ears {

    static final Object NOTHING = "nothing";

    private final List<Object> passed = new ArrayList<>();
    private final List<Object> heard = new ArrayList<>();
    private final List<Object> read = new ArrayList<>();
    private boolean reads;

    @SuppressWarnings(
        "unchecked") // every function and reader may be given what it was declared for
    Ears(List<Object> given) {
      for (Object argument : given) {
        switch (argument) {
          case Consumer<?> reader -> {
            reads = true;
            passed.add(((Consumer<Object>) read::add).andThen((Consumer<Object>) reader));
            heard.add(NOTHING);
          }
          case Function<?, ?> function -> {
            Map<Object, Object> answers = new LinkedHashMap<>();
            passed.add(
                (Function<Object, Object>)
                    asked -> answers.computeIfAbsent(asked, ((Function<Object, Object>) function)));
            heard.add(answers);
          }
          case List<?> list -> {
            passed.add(list);
            heard.add(List.copyOf(list));
          }
          default -> {
            passed.add(argument);
            heard.add(argument);
          }
        }
      }
    }

    /** What it answers, or what there was to read. */
    Object call(Object store, Method method)
        throws IllegalAccessException, InvocationTargetException {
      Object answer = method.invoke(store, passed.toArray());
      return reads ? List.copyOf(read) : answer == null ? NOTHING : answer;
    }

    List<Object> heard() {
      return heard;
    }
  }
}

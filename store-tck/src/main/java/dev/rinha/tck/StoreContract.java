package dev.rinha.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rinha.core.store.PaymentStore;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the suites need: the stores of one factory, which are closed after the test. */
public interface StoreContract {

  /** The stores that are tested; the same one throughout a test, and another one for the next. */
  StoreFactory factory();

  /** Opens a store. */
  PaymentStore store(long maxUnfinished);

  /** Opens a store with room for all that a test does. */
  default PaymentStore store() {
    return store(1_000_000);
  }

  /** So many numbers of payments that are in one partition, see {@link TestPayments#id}. */
  default List<Integer> inOnePartition(int count) {
    return IntStream.iterate(0, number -> number + 1)
        .filter(number -> factory().partitionOf(TestPayments.id(number)) == 0)
        .limit(count)
        .boxed()
        .toList();
  }

  /** Asserts that these are what is expected, and within each partition in that order. */
  default <T> void assertInOrder(List<T> expected, List<T> actual, Function<T, UUID> id) {
    Function<T, Integer> partition = one -> factory().partitionOf(id.apply(one));
    assertEquals(
        expected.stream().collect(Collectors.groupingBy(partition)),
        actual.stream().collect(Collectors.groupingBy(partition)));
  }

  /** The same data, of which it is not certain any more that nothing of it was lost. */
  default PaymentStore inANewEra() {
    factory().beginEra();
    return store();
  }
}

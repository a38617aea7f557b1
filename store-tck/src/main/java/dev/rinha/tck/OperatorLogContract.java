package dev.rinha.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rinha.core.store.OperatorAct;
import dev.rinha.core.store.OperatorLog;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What operators do stands in the log, in order and for good. */
public interface OperatorLogContract extends StoreContract {

  private static OperatorAct act(long atMillis, String what) {
    return new OperatorAct(
        atMillis, "alice", "10.0.0.7", what, "processor: default", "maintenance");
  }

  @Test
  default void nothingWasDoneAtFirst() {
    assertEquals(List.of(), store().operatorLog().last(10));
  }

  @Test
  default void actsStandInTheOrderInWhichTheyWereWrittenDownWhateverTheirClocksSaid() {
    OperatorAct first = act(9, "pause");
    OperatorAct second = new OperatorAct(7, "bob", "::1", "resume", "the queue – ok", "");

    store().operatorLog().append(first);
    store().operatorLog().append(second);

    assertEquals(List.of(first, second), store().operatorLog().last(10));
  }

  @Test
  default void lastOnesAreGivenTheLatestLast() {
    OperatorLog log = store().operatorLog();
    for (int i = 1; i <= 5; i++) {
      log.append(act(i, "purge"));
    }

    assertEquals(List.of(act(4, "purge"), act(5, "purge")), log.last(2));
    assertThrows(IllegalArgumentException.class, () -> log.last(0));
    assertThrows(IllegalArgumentException.class, () -> log.last(OperatorLog.MOST + 1));
  }

  @Test
  default void purgeKeepsTheOperatorLog() {
    store().operatorLog().append(act(1, "purge"));

    store().ledger().purge();

    assertEquals(List.of(act(1, "purge")), store().operatorLog().last(10));
  }
}

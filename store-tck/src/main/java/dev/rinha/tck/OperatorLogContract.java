package dev.rinha.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rinha.core.store.OperatorAct;
import dev.rinha.core.store.OperatorLog;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What operators do stands in the log, in order, until it is to be forgotten. */
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
  default void oldestActsAreForgottenInSmallSteps() {
    OperatorLog log = store().operatorLog();
    log.append(act(1, "pause"));
    log.append(act(2, "resume"));
    log.append(act(3, "purge"));
    long now = store().retention().nowMillis();

    assertEquals(0, log.forget(now - 3_600_000, 256));
    assertEquals(2, log.forget(now + 3_600_000, 2));
    assertEquals(List.of(act(3, "purge")), log.last(10));
    assertEquals(1, log.forget(now + 3_600_000, 256));
    assertEquals(0, log.forget(now + 3_600_000, 256));
    assertEquals(0, log.forget(-1, 256));
    assertEquals(List.of(), log.last(10));

    log.append(act(4, "pause"));
    assertEquals(List.of(act(4, "pause")), log.last(10));
  }

  @Test
  default void purgeKeepsTheOperatorLog() {
    store().operatorLog().append(act(1, "purge"));

    store().ledger().purge();

    assertEquals(List.of(act(1, "purge")), store().operatorLog().last(10));
  }
}

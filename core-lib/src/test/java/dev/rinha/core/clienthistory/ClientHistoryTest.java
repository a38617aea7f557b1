package dev.rinha.core.clienthistory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.clienthistory.ClientHistory.Answer;
import dev.rinha.core.clienthistory.ClientHistory.Executed;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The checker finds what is planted, and nothing where the promises are kept. */
final class ClientHistoryTest {

  private static final UUID ID = new UUID(1, 2);

  private final ClientHistory history = new ClientHistory();
  private final List<Executed> books = new ArrayList<>();
  private final Set<UUID> dead = new HashSet<>();

  @Test
  void keptPromisesAreNoFinding() {
    offer(100, Answer.REFUSED);
    offer(100, Answer.UNKNOWN);
    offer(100, Answer.ACCEPTED);
    offer(100, Answer.REPEATED);
    offer(200, Answer.OTHER_AMOUNT);
    execute("default", 100);
    UUID unknown = new UUID(3, 4);
    history.offer(unknown, 7);
    history.offer(new UUID(5, 6), 8).told(Answer.REFUSED);
    history.summed(TimeWindow.ALL, Map.of(), false);
    history.summed(TimeWindow.ALL, Map.of("default", new Totals(1, 100)), true);

    assertEquals(List.of(), history.violations(books, dead));
    books.add(new Executed("fallback", unknown, 7, 5));
    assertTrue(found().startsWith("the summary of"), "only the summary is older than that");
  }

  @Test
  void acceptedAndExecutedTwiceIsFound() {
    offer(100, Answer.ACCEPTED);
    execute("default", 100);
    execute("fallback", 100);
    assertFound("is executed 2 times");
  }

  @Test
  void unknownAndExecutedTwiceIsFound() {
    offer(100, Answer.UNKNOWN);
    execute("default", 100);
    execute("default", 100);
    assertFound("is executed 2 times");
  }

  @Test
  void acceptedAndNotExecutedIsFound() {
    offer(100, Answer.ACCEPTED);
    assertFound("was accepted, yet not executed");
  }

  @Test
  void acceptanceThatOnlyARepetitionTellsOfCounts() {
    offer(100, Answer.UNKNOWN);
    offer(100, Answer.REPEATED);
    assertFound("was accepted, yet not executed");
  }

  @Test
  void deadLetterNeedNotBeExecutedButMayNotBe() {
    offer(100, Answer.ACCEPTED);
    dead.add(ID);
    assertEquals(List.of(), history.violations(books, dead));
    execute("default", 100);
    assertFound("is dead, yet executed");
  }

  @Test
  void refusedAndExecutedIsFound() {
    offer(100, Answer.REFUSED);
    offer(100, Answer.REFUSED);
    execute("default", 100);
    assertFound("was refused, yet executed");
  }

  @Test
  void executedWithAnotherAmountIsFound() {
    offer(100, Answer.ACCEPTED);
    offer(200, Answer.OTHER_AMOUNT);
    execute("default", 200);
    assertFound("is executed with another amount");
  }

  @Test
  void unknownAndExecutedWithAnAmountThatNobodyOfferedIsFound() {
    offer(100, Answer.UNKNOWN);
    execute("default", 101);
    assertFound("is executed with another amount");
  }

  @Test
  void acceptedAsNewTwiceIsFound() {
    offer(100, Answer.ACCEPTED);
    offer(100, Answer.ACCEPTED);
    execute("default", 100);
    assertFound("was accepted as new more than once");
  }

  @Test
  void repetitionOfNothingIsFound() {
    offer(100, Answer.REFUSED);
    offer(100, Answer.REPEATED);
    execute("default", 100);
    assertFound("is called a repetition, of nothing");
  }

  @Test
  void otherAmountThatIsTheSameIsFound() {
    offer(100, Answer.ACCEPTED);
    offer(100, Answer.OTHER_AMOUNT);
    execute("default", 100);
    assertFound("is said to have another amount than it has");
  }

  @Test
  void otherAmountThatIsTakenForARepetitionIsFound() {
    offer(100, Answer.ACCEPTED);
    offer(200, Answer.REPEATED);
    execute("default", 100);
    assertFound("was accepted with several amounts");
  }

  @Test
  void executionThatNobodyAskedForIsFound() {
    execute("default", 100);
    assertFound("was never offered");
  }

  @Test
  void whatWasAcceptedBeforeAPurgeNeedNotBeExecuted() {
    offer(100, Answer.ACCEPTED);
    history.purged();
    assertEquals(List.of(), history.violations(books, dead));
    history.offer(new UUID(3, 4), 7).told(Answer.ACCEPTED);
    assertFound("was accepted, yet not executed");
  }

  @Test
  void summaryThatCountsWhatIsNotThereIsFoundAtAnyTime() {
    history.summed(TimeWindow.ALL, Map.of("default", new Totals(1, 100)), false);
    assertFound("the summary of");
  }

  @Test
  void summaryThatMissesSomethingIsFoundAtRest() {
    offer(100, Answer.ACCEPTED);
    execute("default", 100);
    history.summed(new TimeWindow(4, 5), Map.of(), false);
    history.summed(new TimeWindow(6, 7), Map.of(), true);
    assertEquals(List.of(), history.violations(books, dead));
    history.summed(new TimeWindow(4, 5), Map.of(), true);
    assertFound("at rest was {}");
  }

  private void offer(long cents, Answer answer) {
    history.offer(ID, cents).told(answer);
  }

  private void execute(String processor, long cents) {
    books.add(new Executed(processor, ID, cents, 5));
  }

  private void assertFound(String what) {
    assertTrue(found().contains(what), this::found);
  }

  /** The only thing that is found. */
  private String found() {
    List<String> violations = history.violations(books, dead);
    assertEquals(1, violations.size(), violations::toString);
    return violations.getFirst();
  }
}

package dev.rinha.core.store.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.history.History;
import dev.rinha.core.history.History.Result;
import dev.rinha.core.history.History.Step;
import dev.rinha.core.history.Remark;
import dev.rinha.core.history.Verdict;
import dev.rinha.core.payment.ClientName;
import dev.rinha.core.payment.TraceParent;
import dev.rinha.core.routing.Reason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What stands in stores of before: none of these texts may change. */
class HistoryTextTest {

  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final Remark REMARK = new Remark("asked the bank – ok");

  @Test
  void everyKindOfStepIsWrittenAsBeforeAndReadBack() {
    History history =
        History.of(new TraceParent(TRACE))
            .held(Reason.HOLD_FOR_CHEAPER, 56)
            .sent("default", Reason.CHEAPEST, 56)
            .ended(Result.UNKNOWN, 61)
            .ended(Result.FOUND, 1_000)
            .replayed(REMARK, 1_200)
            .resolved(Verdict.NOT_EXECUTED, REMARK, 1_300)
            .discarded(REMARK, 1_400)
            .ended(Result.FOUND, 1_401)
            .sent("fallback", Reason.PATIENCE_OVER, 5_000);

    String text =
        "^%s,-d1k,default:c1k/u1p/lrs,+xc/%s,!n104/%s,#12w/%s,/l12x,fallback:p3uw"
            .formatted(TRACE, REMARK.text(), REMARK.text(), REMARK.text());
    assertEquals(text, HistoryText.write(history));
    assertEquals(history, HistoryText.read(text));
  }

  @Test
  void clientStandsAfterTheTraceAndIsReadBackFromAnyRecord() {
    Optional<ClientName> client = Optional.of(new ClientName("shop-2"));
    Optional<TraceParent> trace = Optional.of(new TraceParent(TRACE));
    assertText("~shop-2", History.offered(Optional.empty(), client));
    assertText("^" + TRACE + ",~shop-2", History.offered(trace, client));
    assertText("~shop-2,-h1", History.offered(Optional.empty(), client).held(Reason.HOLD_FULL, 1));
    History sent = History.offered(trace, client).sent("default", Reason.CHEAPEST, 2);
    assertText("^" + TRACE + ",~shop-2,default:c2", sent);

    for (String record :
        List.of("Q:1:2:", "S:1:2:0:5:", "D:1:2:0:5:6:", "X:1:2:0:5:9:", "L:1:2:3:", "T:1:2:3:4:")) {
      assertEquals(client, client(record + HistoryText.write(sent)), record);
      assertEquals(client, client(record + "~shop-2"), record);
      for (String none : List.of("", "default:c2", "default:c2,~shop-2", "~Shop", "^x,~shop-2")) {
        assertEquals(Optional.empty(), client(record + none), record + none);
        assertEquals(Optional.empty(), HistoryText.read(none).client(), none);
        assertEquals(none, HistoryText.write(HistoryText.read(none)));
      }
    }
  }

  private static void assertText(String text, History history) {
    assertEquals(text, HistoryText.write(history));
    assertEquals(text, OfferText.write(history));
    assertEquals(history, HistoryText.read(text));
  }

  private static Optional<ClientName> client(String record) {
    return RecordText.client(new UUID(1, 2), record.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void lettersOfReasonsResultsAndVerdictsAreThoseOfBefore() {
    StringBuilder letters = new StringBuilder();
    for (Reason reason : Reason.values()) {
      History sent = History.EMPTY.sent("a-1", reason, 7);
      letters.append(HistoryText.write(sent).charAt(4));
      assertEquals(sent, HistoryText.read(HistoryText.write(sent)));
    }
    for (Result result : Result.values()) {
      History ended = History.EMPTY.sent("a-1", Reason.BOUND, 7).ended(result, 8);
      letters.append(HistoryText.write(ended).charAt(7));
      assertEquals(ended, HistoryText.read(HistoryText.write(ended)));
    }
    for (Verdict verdict : Verdict.values()) {
      History resolved = History.EMPTY.resolved(verdict, REMARK, 9);
      letters.append(HistoryText.write(resolved).charAt(1));
      assertEquals(resolved, HistoryText.read(HistoryText.write(resolved)));
    }

    assertEquals("cpvxtmfwbhdnoau" + " xdntfriul" + "xn", letters.toString());
  }

  @Test
  void leftOutStepsAreCountedWhereTheyWereCounted() {
    assertEquals(List.of(new Step.LeftOut(56)), HistoryText.read("*1k").steps());
    assertEquals(List.of(new Step.LeftOut(-1)), HistoryText.read("*").steps());
    assertEquals("*,*1k", HistoryText.write(HistoryText.read("*,*1k")));
  }

  @Test
  void usualPaymentNeedsFewBytes() {
    History history = History.EMPTY.sent("default", Reason.CHEAPEST, 2).ended(Result.EXECUTED, 14);

    assertEquals("default:c2/xe", HistoryText.write(history));
    assertEquals("", HistoryText.write(History.EMPTY));
  }

  @Test
  void stepThatCannotBeReadStaysAsItIsAndHidesNoOther() {
    for (String text :
        List.of(
            "?",
            "default:",
            "default:?1",
            ":",
            "-d!",
            "-d01",
            "-D1",
            "",
            "^garbage",
            "*!",
            "@new1",
            "+",
            "+1k",
            "+/x",
            "!n1k",
            "!z1k/x",
            "+1k/",
            "!",
            "+1k/two  spaces",
            "default:c1/",
            "default:c1/x2/",
            "default:c+1")) {
      String longer = "-d1k," + text + ",default:c1k/x1p";
      History history = HistoryText.read(longer);

      assertEquals(3, history.steps().size(), longer);
      assertEquals(new Step.Unreadable(text), history.steps().get(1), longer);
      assertInstanceOf(Step.Sent.class, history.steps().get(2), longer);
      assertEquals(longer, HistoryText.write(history));
      assertEquals(longer + ",-h2", HistoryText.write(history.held(Reason.HOLD_FULL, 2)));
    }
    assertEquals(Optional.empty(), HistoryText.read("^garbage,default:c1").trace());
    assertEquals("^garbage,default:c1", HistoryText.write(HistoryText.read("^garbage,default:c1")));
    assertTrue(HistoryText.read("default:c1,^" + TRACE).trace().isEmpty(), "it is not the first");
  }
}

package dev.rinha.core.history;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.payment.ClientName;
import dev.rinha.core.payment.TraceParent;
import dev.rinha.core.routing.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who offered one payment, what was tried for it, and why. Times are in milliseconds since
 * acceptance. Immutable.
 *
 * <p>Bounded: of a long history the first and the last steps are kept, with {@link Step.LeftOut}
 * between them.
 *
 * @param trace in which the payment was offered
 * @param client whose payment it is; empty where nobody is asked who he is
 * @param steps in order
 */
public record History(Optional<TraceParent> trace, Optional<ClientName> client, List<Step> steps) {

  /** Nothing was tried. */
  public static final History EMPTY = offered(Optional.empty(), Optional.empty());

  private static final int KEPT_AT_EACH_END = 8;

  /** Copies the list. */
  public History {
    requireNonNull(trace, "trace");
    requireNonNull(client, "client");
    steps = List.copyOf(steps);
  }

  /** Nothing was tried of a payment that was offered in that trace. */
  public static History of(TraceParent trace) {
    return offered(Optional.of(trace), Optional.empty());
  }

  /** Nothing was tried of a payment that was offered in that trace, by that client. */
  public static History offered(Optional<TraceParent> trace, Optional<ClientName> client) {
    return new History(trace, client, List.of());
  }

  /** One step of the history. */
  public sealed interface Step {

    /** The payment had to wait. */
    record Held(Reason reason, long atMillis) implements Step {}

    /**
     * The payment was sent.
     *
     * @param ends what became known of it, in order: the last one counts
     */
    record Sent(String processor, Reason reason, long atMillis, List<End> ends) implements Step {

      /** Copies the list. */
      public Sent {
        ends = List.copyOf(ends);
      }

      /** What came of it. */
      public Result result() {
        return ends.isEmpty() ? Result.OPEN : ends.getLast().result();
      }

      /** When that was known; -1 while it is not. */
      public long endedAtMillis() {
        return ends.isEmpty() ? -1 : ends.getLast().atMillis();
      }

      private Sent ended(End end) {
        List<End> longer = new ArrayList<>(ends);
        longer.add(end);
        return new Sent(processor, reason, atMillis, longer);
      }
    }

    /** What became known of a send that this history does not have: the store had forgotten it. */
    record Ended(End end) implements Step {}

    /** An operator put the dead letter back on the queue. */
    record Replayed(long atMillis, Remark remark) implements Step {}

    /** An operator discarded the dead letter. */
    record Discarded(long atMillis, Remark remark) implements Step {}

    /** An operator said what became of a payment in doubt. */
    record Resolved(Verdict verdict, long atMillis, Remark remark) implements Step {}

    /**
     * Some steps are missing here.
     *
     * @param sends how many of them were sends; -1 if that is not known
     */
    record LeftOut(long sends) implements Step {}

    /**
     * A step that this build cannot read, as a later one may have written it. It is kept as it is,
     * and keeps no payment from being executed.
     *
     * @param text as the store has it
     */
    record Unreadable(String text) implements Step {}
  }

  /** What became known of a send. */
  public record End(Result result, long atMillis) {}

  /** What came of a send. */
  public enum Result {
    /** Nothing known yet. */
    OPEN("no answer is recorded"),
    /** The processor executed it. */
    EXECUTED("it was executed"),
    /** The processor had it already. */
    DUPLICATE("the processor had it already"),
    /** Not sent. */
    NOT_SENT("it could not be sent"),
    /** 429. */
    THROTTLED("the processor was asked too much"),
    /** 5xx. */
    FAILED("the processor failed"),
    /** 400. */
    REJECTED("the processor rejected it"),
    /** The answer of something else than the processor. */
    INTERCEPTED("something on the way answered, so the outcome was unknown"),
    /** No answer that decides anything. */
    UNKNOWN("no answer came, so the outcome was unknown"),
    /** Found at the processor by a look-up. */
    FOUND("the processor was asked and has it");

    private final String words;

    Result(String words) {
      this.words = words;
    }

    /** What happened, as a clause. */
    public String words() {
      return words;
    }
  }

  /** Where the payment was sent last, as far as is known; empty if it was not. */
  public String lastProcessor() {
    return steps.reversed().stream()
        .filter(Step.Sent.class::isInstance)
        .map(step -> ((Step.Sent) step).processor())
        .findFirst()
        .orElse("");
  }

  /** The history so far, and a wait. */
  public History held(Reason reason, long atMillis) {
    return with(new Step.Held(reason, atMillis));
  }

  /** The history so far, and a send. */
  public History sent(String processor, Reason reason, long atMillis) {
    return with(new Step.Sent(processor, reason, atMillis, List.of()));
  }

  /** The history so far, where the last send has ended. */
  public History ended(Result result, long atMillis) {
    End end = new End(result, atMillis);
    if (steps.isEmpty() || !(steps.getLast() instanceof Step.Sent sent)) {
      return with(new Step.Ended(end));
    }
    List<Step> changed = new ArrayList<>(steps);
    changed.set(changed.size() - 1, sent.ended(end));
    return new History(trace, client, changed);
  }

  /** The history so far, and a replay. */
  public History replayed(Remark remark, long atMillis) {
    return with(new Step.Replayed(atMillis, remark));
  }

  /** The history so far, and its end by an operator. */
  public History discarded(Remark remark, long atMillis) {
    return with(new Step.Discarded(atMillis, remark));
  }

  /** The history so far, and an operator's word on an unknown outcome. */
  public History resolved(Verdict verdict, Remark remark, long atMillis) {
    return with(new Step.Resolved(verdict, atMillis, remark));
  }

  private History with(Step step) {
    List<Step> longer = new ArrayList<>(steps);
    longer.add(step);
    if (longer.size() > 2 * KEPT_AT_EACH_END) {
      List<Step> middle = longer.subList(KEPT_AT_EACH_END, longer.size() - (KEPT_AT_EACH_END - 1));
      Step.LeftOut leftOut = leftOut(middle);
      middle.clear();
      longer.add(KEPT_AT_EACH_END, leftOut);
    }
    return new History(trace, client, longer);
  }

  private static Step.LeftOut leftOut(List<Step> steps) {
    long sends = 0;
    for (Step step : steps) {
      switch (step) {
        case Step.LeftOut(long before) when before < 0 -> {
          return new Step.LeftOut(-1);
        }
        case Step.Unreadable _ -> {
          return new Step.LeftOut(-1);
        }
        case Step.LeftOut(long before) -> sends += before;
        case Step.Sent _, Step.Ended _ -> sends++;
        case Step.Held _, Step.Replayed _, Step.Discarded _, Step.Resolved _ -> {}
      }
    }
    return new Step.LeftOut(sends);
  }
}

package dev.rinha.bench.reconciliation;

import dev.rinha.bench.client.RecordedTotals;
import dev.rinha.bench.client.Submission;
import dev.rinha.bench.schedule.Both;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What the formula of the challenge does not see: every posted payment looked up at both
 * processors.
 *
 * @param settledOnce accepted and at exactly one processor, with the right amount
 * @param lost accepted and at no processor
 * @param doubled at both processors, accepted or not
 * @param wrongAmount at a processor, but not with the amount that was posted
 * @param executedThoughRefused answered with an error and yet at a processor
 * @param unansweredExecuted no answer came, and it is at a processor: allowed, as its opposite
 *     would be
 * @param unreadable a processor could not be asked about it
 * @param strangers payments at the processors that the test never posted
 * @param summaryDifferences backend's summary against the processors' own, absolute
 * @param examples some of the payments concerned, with what is wrong
 */
public record Reconciliation(
    long settledOnce,
    long lost,
    long doubled,
    long wrongAmount,
    long executedThoughRefused,
    long unansweredExecuted,
    long unreadable,
    long strangers,
    Both<RecordedTotals> backend,
    Both<RecordedTotals> processors,
    Both<RecordedTotals> summaryDifferences,
    List<String> examples) {

  private static final int MAX_EXAMPLES = 20;

  /** A posted payment and the amounts in cents under which the processors have it. */
  public record Lookup(
      Submission submission,
      OptionalLong primaryCents,
      OptionalLong fallbackCents,
      boolean readable) {

    int places() {
      return (primaryCents.isPresent() ? 1 : 0) + (fallbackCents.isPresent() ? 1 : 0);
    }

    boolean hasWrongAmount() {
      long posted = submission.amountCents();
      return primaryCents.orElse(posted) != posted || fallbackCents.orElse(posted) != posted;
    }
  }

  public static Reconciliation of(
      List<Lookup> lookups, Both<RecordedTotals> backend, Both<RecordedTotals> processors) {
    var count = new Count();
    lookups.forEach(count::add);
    Both<RecordedTotals> differences =
        backend.with(
            processors,
            (said, did) ->
                new RecordedTotals(
                    Math.abs(said.count() - did.count()),
                    Math.abs(said.amountCents() - did.amountCents())));
    return new Reconciliation(
        count.settledOnce,
        count.lost,
        count.doubled,
        count.wrongAmount,
        count.executedThoughRefused,
        count.unansweredExecuted,
        count.unreadable,
        Math.max(0, RecordedTotals.sum(processors).count() - count.places),
        backend,
        processors,
        differences,
        List.copyOf(count.examples));
  }

  /** One line for each thing that is wrong; empty when all is well. */
  public List<String> findings() {
    List<String> lines = new ArrayList<>();
    add(lines, lost, "lost: accepted, but at no processor");
    add(lines, doubled, "doubled: at both processors");
    add(lines, wrongAmount, "at a processor with a wrong amount");
    add(lines, executedThoughRefused, "executed although refused");
    add(lines, strangers, "at a processor, but never posted by this test");
    add(lines, unreadable, "not checked: a processor did not answer");
    Both.NAMES.with(
        summaryDifferences, (name, difference) -> addDifference(lines, name, difference));
    return lines;
  }

  private static void add(List<String> lines, long count, String what) {
    if (count > 0) {
      lines.add(count + " payments " + what);
    }
  }

  private static boolean addDifference(List<String> lines, String name, RecordedTotals difference) {
    return !difference.equals(RecordedTotals.NONE)
        && lines.add(
            "summary misreports processor "
                + name
                + ": off by "
                + difference.count()
                + " payments and "
                + difference.amountCents()
                + " cents");
  }

  private static final class Count {
    private final List<String> examples = new ArrayList<>();
    private long settledOnce;
    private long lost;
    private long doubled;
    private long wrongAmount;
    private long executedThoughRefused;
    private long unansweredExecuted;
    private long unreadable;
    private long places;

    void add(Lookup lookup) {
      places += lookup.places();
      if (!lookup.readable()) {
        unreadable++;
        return;
      }
      addPlaces(lookup);
      if (lookup.hasWrongAmount()) {
        wrongAmount++;
        example(lookup, "wrong amount");
      }
    }

    private void addPlaces(Lookup lookup) {
      if (lookup.places() == 2) {
        doubled++;
        example(lookup, "doubled");
        return;
      }
      boolean executed = lookup.places() == 1;
      switch (lookup.submission().outcome()) {
        case Submission.Accepted _ when executed -> settledOnce += lookup.hasWrongAmount() ? 0 : 1;
        case Submission.Accepted _ -> {
          lost++;
          example(lookup, "lost");
        }
        case Submission.Refused _ when executed -> {
          executedThoughRefused++;
          example(lookup, "executed though refused");
        }
        case Submission.Unanswered _ when executed -> unansweredExecuted++;
        case Submission.Refused _, Submission.Unanswered _ -> {}
      }
    }

    private void example(Lookup lookup, String what) {
      if (examples.size() < MAX_EXAMPLES) {
        UUID id = lookup.submission().id();
        examples.add(id + " " + what);
      }
    }
  }
}

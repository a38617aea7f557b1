package dev.rinha.core.clienthistory;

import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything that clients offered and were told, in the order in which each offer began and ended.
 * When all has come to rest it is held against the processors' own books:
 *
 * <ul>
 *   <li>what was accepted is executed exactly once, with the amount that was accepted, or is a dead
 *       letter and not executed;
 *   <li>what was refused each time is not executed;
 *   <li>what nobody knows about is executed at most once;
 *   <li>a repetition is told so, and with another amount that it is one;
 *   <li>nothing is executed that nobody offered;
 *   <li>no summary counts more than there is, and one asked at rest counts all of it.
 * </ul>
 *
 * <p>Only what clients and processors know counts; neither store nor worker is asked.
 */
public final class ClientHistory {

  /** What a client was told of an offer. */
  public enum Answer {
    /** It is accepted, for the first time. */
    ACCEPTED,
    /** It was accepted before, with the same amount. */
    REPEATED,
    /** It was accepted before, with another amount. */
    OTHER_AMOUNT,
    /** It is not accepted. */
    REFUSED,
    /** Nothing, or that it is not known. */
    UNKNOWN
  }

  /** A payment as a processor has it. */
  public record Executed(String processor, UUID id, long cents, long requestedAtMillis) {}

  /** An offer under way; what is never told is unknown. */
  public final class Offer {
    private final long cents;
    private final long begun;
    private long ended = Long.MAX_VALUE;
    private Answer answer = Answer.UNKNOWN;

    private Offer(long cents, long begun) {
      this.cents = cents;
      this.begun = begun;
    }

    /** The client is told. */
    public void told(Answer newAnswer) {
      synchronized (ClientHistory.this) {
        answer = newAnswer;
        ended = ++moments;
      }
    }

    @Override
    public String toString() {
      return "%s cents %s".formatted(cents, answer);
    }
  }

  private record Asked(TimeWindow window, Map<String, Totals> answer, boolean atRest) {}

  private final Map<UUID, List<Offer>> offers = new LinkedHashMap<>();
  private final List<Asked> summaries = new ArrayList<>();
  private long moments;
  private long purged;

  /** A client begins to offer a payment. */
  public synchronized Offer offer(UUID id, long cents) {
    Offer offer = new Offer(cents, ++moments);
    offers.computeIfAbsent(id, _ -> new ArrayList<>()).add(offer);
    return offer;
  }

  /**
   * A client was told a summary.
   *
   * @param atRest nothing was unfinished when it was asked
   */
  public synchronized void summed(TimeWindow window, Map<String, Totals> answer, boolean atRest) {
    Map<String, Totals> some = new TreeMap<>(answer);
    some.values().removeIf(totals -> totals.count() == 0);
    summaries.add(new Asked(window, some, atRest));
  }

  /** What was accepted until now need not be executed any more. */
  public synchronized void purged() {
    purged = ++moments;
  }

  /** How many offers were told that. */
  public synchronized long count(Answer answer) {
    return offers.values().stream().flatMap(List::stream).filter(o -> o.answer == answer).count();
  }

  /**
   * What disagrees with the promises, once everything has come to rest.
   *
   * @param books all that the processors have
   * @param dead payments that are dead letters
   */
  public synchronized List<String> violations(Collection<Executed> books, Set<UUID> dead) {
    List<String> violations = new ArrayList<>();
    Map<UUID, List<Executed>> executed =
        books.stream().collect(Collectors.groupingBy(Executed::id));
    for (Executed one : books) {
      if (!offers.containsKey(one.id())) {
        violations.add(one + " was never offered");
      }
    }
    offers.forEach(
        (id, offered) ->
            broken(offered, executed.getOrDefault(id, List.of()), dead.contains(id))
                .forEach(
                    what ->
                        violations.add(
                            "%s %s: offered as %s, executed as %s"
                                .formatted(
                                    id, what, offered, executed.getOrDefault(id, List.of())))));
    summaries.forEach(asked -> compare(asked, books, violations));
    return violations;
  }

  private List<String> broken(List<Offer> offered, List<Executed> executed, boolean dead) {
    List<String> broken = new ArrayList<>();
    if (executed.size() > 1) {
      broken.add("is executed " + executed.size() + " times");
    }
    if (dead && !executed.isEmpty()) {
      broken.add("is dead, yet executed");
    }
    if (executed.isEmpty() && !dead && offered.stream().anyMatch(this::mustBeExecuted)) {
      broken.add("was accepted, yet not executed");
    }
    if (!executed.isEmpty() && offered.stream().allMatch(o -> o.answer == Answer.REFUSED)) {
      broken.add("was refused, yet executed");
    }
    if (count(offered, Answer.ACCEPTED) > 1) {
      broken.add("was accepted as new more than once");
    }
    if (offered.stream().anyMatch(offer -> repeatsNothing(offer, offered))) {
      broken.add("is called a repetition, of nothing");
    }
    amounts(offered, executed, broken);
    return broken;
  }

  private static long count(List<Offer> offered, Answer answer) {
    return offered.stream().filter(offer -> offer.answer == answer).count();
  }

  private boolean mustBeExecuted(Offer offer) {
    return offer.begun > purged
        && switch (offer.answer) {
          case ACCEPTED, REPEATED, OTHER_AMOUNT -> true;
          case REFUSED, UNKNOWN -> false;
        };
  }

  private static boolean repeatsNothing(Offer offer, List<Offer> offered) {
    boolean repetition = offer.answer == Answer.REPEATED || offer.answer == Answer.OTHER_AMOUNT;
    return repetition
        && offered.stream()
            .noneMatch(
                other ->
                    other != offer
                        && other.begun < offer.ended
                        && (other.answer == Answer.ACCEPTED
                            || other.answer == Answer.UNKNOWN
                            || other.begun < offer.begun && other.answer != Answer.REFUSED));
  }

  private static void amounts(List<Offer> offered, List<Executed> executed, List<String> broken) {
    List<Long> accepted =
        offered.stream()
            .filter(o -> o.answer == Answer.ACCEPTED || o.answer == Answer.REPEATED)
            .map(o -> o.cents)
            .distinct()
            .toList();
    List<Long> possible =
        accepted.isEmpty()
            ? offered.stream().filter(o -> o.answer == Answer.UNKNOWN).map(o -> o.cents).toList()
            : accepted;
    if (accepted.size() > 1) {
      broken.add("was accepted with several amounts");
    }
    if (offered.stream()
        .anyMatch(o -> o.answer == Answer.OTHER_AMOUNT && accepted.contains(o.cents))) {
      broken.add("is said to have another amount than it has");
    }
    if (!possible.isEmpty() && executed.stream().anyMatch(e -> !possible.contains(e.cents()))) {
      broken.add("is executed with another amount");
    }
  }

  private static void compare(Asked asked, Collection<Executed> books, List<String> violations) {
    SortedMap<String, Totals> there = new TreeMap<>();
    for (Executed one : books) {
      if (asked.window().contains(one.requestedAtMillis())) {
        there.merge(one.processor(), new Totals(1, one.cents()), Totals::plus);
      }
    }
    boolean right =
        asked.atRest()
            ? asked.answer().equals(there)
            : asked.answer().entrySet().stream()
                .allMatch(told -> atMost(told.getValue(), there.get(told.getKey())));
    if (!right) {
      violations.add(
          "the summary of %s%s was %s, the processors have %s"
              .formatted(asked.window(), asked.atRest() ? " at rest" : "", asked.answer(), there));
    }
  }

  private static boolean atMost(Totals told, @Nullable Totals there) {
    return there != null && told.count() <= there.count() && told.cents() <= there.cents();
  }
}

package dev.rinha.cli.attack;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What may be answered to an attack. */
@FunctionalInterface
interface Allowed {

  /** What was wrong with what was seen; empty if nothing was. */
  Optional<String> complaint(Seen seen);

  /** Nothing, or refusals that are documented; and the connection is closed. */
  static Allowed refused() {
    return only("something else than a refusal", Allowed::isRefusal);
  }

  private static boolean isRefusal(int status) {
    return status / 100 == 4 || status == 501 || status == 503 || status == 505;
  }

  /** These, at least one. */
  static Allowed statuses(Integer... allowed) {
    Set<Integer> set = Set.of(allowed);
    return seen ->
        seen.statuses().isEmpty()
            ? Optional.of("no answer, " + set + " expected")
            : only("not " + set, set::contains).complaint(seen);
  }

  private static Allowed only(String complaint, Predicate<Integer> allowed) {
    return seen -> {
      List<Integer> others = seen.statuses().stream().filter(allowed.negate()).toList();
      return others.isEmpty() ? Optional.empty() : Optional.of(complaint + ": " + others);
    };
  }

  /** The same of the first, and further ones are refusals. */
  static Allowed first(int status) {
    return seen ->
        seen.statuses().isEmpty() || seen.statuses().getFirst() != status
            ? Optional.of("not " + status + " at first: " + seen.statuses())
            : only("after " + status, Allowed::isRefusal).complaint(seen.without(1));
  }

  /** No answer of HTTP; over TLS perhaps an alert. */
  static Allowed silence() {
    return only("an answer", status -> status == Seen.NO_HTTP);
  }

  /** At most so many of the connections are answered with these. */
  static Allowed atMost(int count, Integer... allowed) {
    return seen ->
        seen.statuses().size() > count
            ? Optional.of(seen.statuses().size() + " answers, at most " + count + " expected")
            : only("not expected", Set.of(allowed)::contains).complaint(seen);
  }

  /** At least one of the answers is that, and all are one of those. */
  static Allowed among(int needed, Integer... others) {
    Set<Integer> also = Set.of(others);
    return seen ->
        seen.statuses().contains(needed)
            ? only("not expected", s -> s == needed || also.contains(s)).complaint(seen)
            : Optional.of("no " + needed + ": " + seen.statuses());
  }
}

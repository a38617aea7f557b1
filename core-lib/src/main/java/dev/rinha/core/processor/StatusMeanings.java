package dev.rinha.core.processor;

import java.util.Set;

/**
 * What the answers of one processor mean for a payment. Immutable.
 *
 * <p>Between a worker and a processor there may be other machines, and most statuses can be theirs,
 * given instead of passing a request on or after that. So a status frees a payment for another
 * processor only where it is promised what it means; everything else leaves the payment in doubt. A
 * 2xx counts if it is empty or JSON, a 422 or 400 if it is not HTML.
 *
 * @param notTaken statuses that are given before anything happens: the payment is free at once
 * @param failed statuses that the processor itself gives, when an attempt is over: the payment is
 *     free once a look-up does not find it
 */
public record StatusMeanings(Set<Integer> notTaken, Set<Integer> failed) {

  /** Only a 429 is given before anything happens, and no failure is the processor's own word. */
  public static final StatusMeanings DEFAULTS = new StatusMeanings(Set.of(429), Set.of());

  /**
   * @throws IllegalArgumentException if a status is not one of 300 to 599, is 400 or 422, or stands
   *     in both
   */
  public StatusMeanings {
    notTaken = Set.copyOf(notTaken);
    failed = Set.copyOf(failed);
    for (int status : notTaken) {
      require(failed, status);
    }
    for (int status : failed) {
      require(notTaken, status);
    }
  }

  private static void require(Set<Integer> others, int status) {
    if (status < 300 || status > 599 || status == 400 || status == 422 || others.contains(status)) {
      throw new IllegalArgumentException(
          "a status must be 300 to 599, not 400 or 422 and in one list only, was " + status);
    }
  }

  /** What came of a request to execute a payment. */
  public Outcome outcome(ProcessorAnswer answer) {
    int status = answer.status();
    if (notTaken.contains(status)) {
      return status == 429
          ? new Outcome.Throttled(answer.retryAfterMillis())
          : new Outcome.NotSent(answer.words());
    }
    if (failed.contains(status)) {
      return new Outcome.Failed(status);
    }
    return switch (status / 100) {
      case 2 ->
          answer.emptyOrJson() ? new Outcome.Executed() : new Outcome.Intercepted(answer.words());
      case 3, 4 -> refusal(answer);
      default ->
          answer.html()
              ? new Outcome.Intercepted(answer.words())
              : new Outcome.Unknown("status " + status);
    };
  }

  private static Outcome refusal(ProcessorAnswer answer) {
    int status = answer.status();
    if (answer.html()) {
      return new Outcome.Intercepted(answer.words());
    }
    return switch (status) {
      case 422 -> new Outcome.Duplicate();
      case 400 -> new Outcome.Rejected(status, answer.body());
      case 408, 429 -> new Outcome.Unknown("status " + status);
      default -> new Outcome.Intercepted(answer.words());
    };
  }

  /** Whether an answer to a look-up says that the processor does not have the payment. */
  public static boolean absent(ProcessorAnswer answer) {
    return answer.status() == 404 && answer.emptyOrJson();
  }
}

package dev.rinha.core.traffic;

import dev.rinha.core.processor.Outcome;

/** What came of an attempt, without its details. */
public enum AttemptResult {
  EXECUTED,
  DUPLICATE,
  NOT_SENT,
  THROTTLED,
  FAILED,
  REJECTED,
  UNKNOWN;

  /** What is kept of an outcome. */
  public static AttemptResult of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Executed _ -> EXECUTED;
      case Outcome.Duplicate _ -> DUPLICATE;
      case Outcome.NotSent _ -> NOT_SENT;
      case Outcome.Throttled _ -> THROTTLED;
      case Outcome.Failed _ -> FAILED;
      case Outcome.Rejected _ -> REJECTED;
      case Outcome.Intercepted _, Outcome.Unknown _ -> UNKNOWN;
    };
  }
}

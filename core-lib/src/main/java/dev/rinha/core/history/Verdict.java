package dev.rinha.core.history;

/** What an operator found out about a payment in doubt. */
public enum Verdict {
  /** Executed by the processor to which it was sent, with the time that was sent. */
  SETTLED,
  /** Not executed, and nothing is on its way any more that could be. */
  NOT_EXECUTED
}

package dev.rinha.cli.replay;

/** What a gateway said to one payment. Immutable. */
sealed interface Answer {

  /** It has it now. */
  record Accepted() implements Answer {}

  /** It had it before. */
  record Duplicate() implements Answer {}

  /** It will never take it. */
  record Rejected(String why) implements Answer {}

  /** It cannot take it now, or nothing was heard: to be offered again, which does nothing twice. */
  record NotTaken(String why) implements Answer {}
}

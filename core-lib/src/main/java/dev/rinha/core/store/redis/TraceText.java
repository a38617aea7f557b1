package dev.rinha.core.store.redis;

import dev.rinha.core.history.History;

/**
 * How the trace of a payment is written before its {@linkplain HistoryText history}. Who only
 * accepts payments knows no more of it, and has no room for the classes that do.
 */
final class TraceText {

  static final String BEGINNING = "^";

  private TraceText() {}

  static String write(History history) {
    return history.steps().isEmpty()
        ? history.trace().map(trace -> BEGINNING + trace).orElse("")
        : HistoryText.write(history);
  }
}

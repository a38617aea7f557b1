package dev.rinha.core.store.redis;

import dev.rinha.core.history.History;

/** Histories as they stand in Redis, for tests that are shorter with them. */
public final class Histories {

  private Histories() {}

  /** The history that is written like this. */
  public static History history(String text) {
    return HistoryText.read(text);
  }

  /** How that history is written. */
  public static String text(History history) {
    return HistoryText.write(history);
  }
}

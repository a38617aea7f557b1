package dev.rinha.service.config;

/** How the log is written. */
public enum LogFormat {
  /** A line for people, and stack traces as they are usual. */
  TEXT,
  /** A JSON object per line. */
  JSON
}

package dev.rinha.bench.client;

import java.io.IOException;

/** Somebody answered, but not with what the call promises. */
public final class UnexpectedAnswerException extends IOException {

  private static final int UNAUTHORIZED = 401;

  private final int status;

  UnexpectedAnswerException(String call, HttpAnswer answer) {
    super(call + " answered HTTP " + answer.status() + excerpt(answer.body()));
    this.status = answer.status();
  }

  public boolean isTokenRefused() {
    return status == UNAUTHORIZED;
  }

  private static String excerpt(String body) {
    String line = body.strip().replaceAll("\\s+", " ");
    return line.isEmpty() ? "" : ": " + line.substring(0, Math.min(line.length(), 120));
  }
}

package dev.rinha.core.processor;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * An answer over HTTP, whoever gave it. Immutable.
 *
 * @param contentType the header, empty if there is none
 * @param body as far as it was read
 * @param retryAfterMillis what the header asks for, 0 if there is none
 */
public record ProcessorAnswer(int status, String contentType, String body, long retryAfterMillis) {

  /** Refuses nulls. */
  public ProcessorAnswer {
    requireNonNull(contentType, "contentType");
    requireNonNull(body, "body");
  }

  /** For people: a page of a machine that stands before the processor. */
  boolean html() {
    return contentType.toLowerCase(Locale.ROOT).contains("html");
  }

  /** As the processor would answer: nothing at all, or JSON. */
  boolean emptyOrJson() {
    return !html() && (body.isBlank() || json());
  }

  /** Judged by its beginning: it may have been cut off. */
  private boolean json() {
    String beginning = body.stripLeading();
    return beginning.startsWith("{") || beginning.startsWith("[");
  }

  /** What it is, for people: {@code status 200 with text/html}. */
  public String words() {
    boolean usual = contentType.isEmpty() || contentType.contains("json");
    return "status " + status + (usual ? "" : " with " + contentType);
  }
}

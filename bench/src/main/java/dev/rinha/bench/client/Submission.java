package dev.rinha.bench.client;

import java.util.UUID;

/** A payment the load posted, and what the backend said. */
public record Submission(UUID id, long amountCents, Outcome outcome) {

  public static final Accepted ACCEPTED = new Accepted();

  /** What the client knows about a posted payment. */
  public sealed interface Outcome {}

  /** Answered 2xx: the backend promised to have it executed. */
  public record Accepted() implements Outcome {}

  /** Answered with an error, or never sent: it must not be executed. */
  public record Refused(String reason) implements Outcome {}

  /** No answer came, or one that leaves it open: it may or may not be executed, at most once. */
  public record Unanswered(String reason) implements Outcome {}
}

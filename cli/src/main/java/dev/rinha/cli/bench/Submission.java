package dev.rinha.cli.bench;

import java.util.UUID;

/** A payment the load posted, and what the backend said. */
record Submission(UUID id, long amountCents, Outcome outcome) {

  static final Accepted ACCEPTED = new Accepted();

  /** What the client knows about a posted payment. */
  sealed interface Outcome {}

  /** Answered 2xx: the backend promised to have it executed. */
  record Accepted() implements Outcome {}

  /** Answered with an error, or never sent: it must not be executed. */
  record Refused(String reason) implements Outcome {}

  /** No answer came, or one that leaves it open: it may or may not be executed, at most once. */
  record Unanswered(String reason) implements Outcome {}
}

package dev.rinha.core.audit;

import dev.rinha.core.payment.Intent;
import dev.rinha.core.store.Books;
import java.util.ArrayList;
import java.util.List;

/** Finds out until when nothing moves any more. */
final class AuditCutOff {

  /** Attempts that have been pending for longer do not hold up the audit of everything later. */
  private static final long PATIENCE_MILLIS = 60_000;

  private AuditCutOff() {}

  /**
   * The last millisecond before that time, itself included, before which no attempt began that is
   * still pending; those apart that began long before.
   */
  static long before(Books books, long millis) {
    List<Long> pending = new ArrayList<>();
    Attempts.ofUnsettled(
        books,
        record ->
            Attempts.pending(record)
                .map(Intent::requestedAtMillis)
                .filter(at -> at <= millis && at > millis - PATIENCE_MILLIS)
                .ifPresent(pending::add));
    return pending.stream().mapToLong(at -> at - 1).min().orElse(millis);
  }
}

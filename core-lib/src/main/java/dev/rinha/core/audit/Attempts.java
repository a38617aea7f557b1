package dev.rinha.core.audit;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Books;
import dev.rinha.core.store.PaymentRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Which payments were sent where and when, as far as their records and histories tell. */
final class Attempts {

  private static final int FOUND_PER_CALL = 1_000;

  private Attempts() {}

  /** Reads the records of all payments that are not settled. */
  static void ofUnsettled(Books books, Consumer<PaymentRecord> reader) {
    Batch batch = new Batch(books, reader);
    books.queue(entry -> batch.add(entry.payment().correlationId()), (_, _) -> {});
    books.deadLetters(batch::add);
    books.discarded(batch::add);
    batch.read();
  }

  /** Reads the records of these payments. */
  static void of(Collection<UUID> ids, Books books, Consumer<PaymentRecord> reader) {
    Batch batch = new Batch(books, reader);
    ids.forEach(batch::add);
    batch.read();
  }

  /** The attempt that is on its way or in doubt. */
  static Optional<Intent> pending(PaymentRecord record) {
    return switch (record.state()) {
      case PaymentState.Sending(Intent intent) -> Optional.of(intent);
      case PaymentState.InDoubt(Intent intent, _) -> Optional.of(intent);
      case PaymentState.Queued _,
          PaymentState.Settled _,
          PaymentState.Dead _,
          PaymentState.Discarded _ ->
          Optional.empty();
    };
  }

  /** Whether the payment was ever sent there at one of those times. */
  static boolean includeAny(PaymentRecord record, String processor, Set<Long> atMillis) {
    return Stream.concat(pending(record).stream(), sent(record))
        .filter(intent -> intent.processor().equals(processor))
        .anyMatch(intent -> atMillis.contains(intent.requestedAtMillis()));
  }

  /** A step that cannot be read names no attempt; what it would have named stays unexplained. */
  private static Stream<Intent> sent(PaymentRecord record) {
    long acceptedAtMillis = record.payment().acceptedAtMillis();
    return record.history().steps().stream()
        .filter(History.Step.Sent.class::isInstance)
        .map(History.Step.Sent.class::cast)
        .map(sent -> new Intent(sent.processor(), acceptedAtMillis + sent.atMillis()));
  }

  /** Ids whose records are read many at a time. */
  private static final class Batch {

    private final Books books;
    private final Consumer<PaymentRecord> reader;
    private final List<UUID> ids = new ArrayList<>();

    Batch(Books books, Consumer<PaymentRecord> reader) {
      this.books = books;
      this.reader = reader;
    }

    void add(UUID id) {
      ids.add(id);
      if (ids.size() == FOUND_PER_CALL) {
        read();
      }
    }

    void read() {
      books.find(ids).forEach(reader);
      ids.clear();
    }
  }
}

package dev.rinha.core.store.redis;

import static dev.rinha.core.store.redis.RedisContext.forEachPart;

import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DiscardedDeadLetter;
import dev.rinha.core.store.InDoubtPayment;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * What there is about payments. Lists are read in two steps, names first and then what they stand
 * for, because only this side knows in which hash a record is; what has moved on in between is left
 * out.
 */
final class Records {

  private static final Logger LOG = Logger.getLogger(Records.class.getName());

  private final RedisContext context;

  Records(RedisContext context) {
    this.context = context;
  }

  /**
   * What there is about one payment.
   *
   * @param place its place in the queue if it is in doubt, else empty
   */
  record Found(long generation, PaymentRecord record, String place) {

    Stream<DeadLetter> deadLetter() {
      return record.state() instanceof PaymentState.Dead(String reason, long diedAtMillis)
          ? Stream.of(
              new DeadLetter(generation, record.payment(), reason, diedAtMillis, record.history()))
          : Stream.empty();
    }

    Stream<DiscardedDeadLetter> discarded() {
      return record.state()
              instanceof
              PaymentState.Discarded(
                  PaymentState.Dead(String reason, long diedAt),
                  long discardedAt)
          ? Stream.of(
              new DiscardedDeadLetter(
                  new DeadLetter(generation, record.payment(), reason, diedAt, record.history()),
                  discardedAt))
          : Stream.empty();
    }

    Stream<InDoubtPayment> inDoubt() {
      return record.state() instanceof PaymentState.InDoubt(var intent, long sinceMillis)
          ? Stream.of(
              new InDoubtPayment(
                  generation, place, record.payment(), intent, sinceMillis, record.history()))
          : Stream.empty();
    }
  }

  /** Finds payments; those that are unknown are left out, and told where they cannot be read. */
  List<Found> find(List<UUID> correlationIds) {
    List<Found> found = new ArrayList<>();
    forEachPart(
        correlationIds,
        part -> read(part, found::add, failure -> LOG.warning(failure.getMessage())));
    return found;
  }

  /**
   * Finds a payment.
   *
   * @throws StoreException also if its record cannot be read
   */
  Stream<Found> find(UUID correlationId) {
    List<Found> found = new ArrayList<>();
    read(
        List.of(correlationId),
        found::add,
        failure -> {
          throw failure;
        });
    return found.stream();
  }

  private void read(
      List<UUID> correlationIds, Consumer<Found> reader, Consumer<StoreException> unreadable) {
    Reply reply =
        context.run(
            Script.FIND,
            arguments -> correlationIds.forEach(id -> arguments.record(context.bucket(id), id)));
    Map<Integer, String> processors = reply.processors(0);
    int i = 2;
    for (UUID id : correlationIds) {
      if (reply.has(i)) {
        try {
          PaymentRecord record =
              RecordText.parse(id, reply.bytes(i), processors, textOrEmpty(reply, i + 1));
          reader.accept(new Found(reply.number(1), record, textOrEmpty(reply, i + 2)));
        } catch (StoreException e) {
          unreadable.accept(e);
        }
      }
      i += 3;
    }
  }

  private static String textOrEmpty(Reply reply, int index) {
    return reply.has(index) ? reply.text(index) : "";
  }

  Stream<DeadLetter> deadLetters(List<UUID> correlationIds) {
    return find(correlationIds).stream().flatMap(Found::deadLetter);
  }

  /** What every write of an operator begins with: generation, id bucket, id, cents:accepted:. */
  Arguments address(Arguments arguments, long generation, Payment payment) {
    UUID id = payment.correlationId();
    return arguments.add(generation).record(context.bucket(id), id).add(RecordText.base(payment));
  }
}

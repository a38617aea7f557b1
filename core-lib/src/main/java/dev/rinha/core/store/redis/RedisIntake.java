package dev.rinha.core.store.redis;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.history.History;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.ClientName;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.Intake;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.UnwritableException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Where payments enter, those that come at the same time together. What has to be known of a Redis
 * is asked on each new connection.
 */
final class RedisIntake implements Intake {

  private final RedisContext context;
  private final MemoryRoom room;
  private final GroupedCalls<Offer, Taken> calls;

  /** A payment, and what is known of it already. */
  private record Offer(Payment payment, History history) {}

  /** What a step answered, and how many might be unfinished. */
  private record Taken(Reply reply, long maxUnfinished) {}

  RedisIntake(RedisContext context, MemoryRoom room) {
    this.context = context;
    this.room = room;
    this.calls =
        new GroupedCalls<>(offers -> take(offers, room.limit()), RedisIntake::letOthersArrive);
  }

  /** A thread of the system would wait for a turn of all others on the machine. */
  private static void letOthersArrive() {
    if (Thread.currentThread().isVirtual()) {
      Thread.yield();
    }
  }

  @Override
  public Acceptance accept(Payment payment) {
    return accept(payment, History.EMPTY);
  }

  @Override
  public Acceptance accept(Payment payment, History history) {
    Offer offer = new Offer(requireNonNull(payment, "payment"), requireNonNull(history, "history"));
    beforeFirst();
    GroupedCalls.Answer<Taken> answer = calls.call(offer);
    return acceptance(offer, answer.toAll(), answer.index());
  }

  /**
   * An intake that is always full: it goes all the way that {@link #accept} goes and changes
   * nothing. For a rehearsal.
   */
  Intake withoutRoom() {
    return payment -> {
      Offer offer = new Offer(requireNonNull(payment, "payment"), History.EMPTY);
      beforeFirst();
      return acceptance(offer, take(List.of(offer), 0), 0);
    };
  }

  /** What has to be known of a Redis before it is given a payment. */
  private void beforeFirst() {
    context
        .link()
        .oncePerConnection(
            () -> {
              new HealthCheck(context, context.settings()).requireAppendOnlyFile();
              room.measure();
            });
  }

  private Taken take(List<Offer> offers, long maxUnfinished) {
    Reply reply =
        context.run(
            Script.ACCEPT,
            arguments -> {
              arguments.add(maxUnfinished);
              offers.forEach(offer -> add(offer, arguments));
            });
    return new Taken(reply, maxUnfinished);
  }

  private void add(Offer offer, Arguments arguments) {
    UUID id = offer.payment.correlationId();
    arguments
        .record(context.bucket(id), id)
        .add(RecordText.base(offer.payment))
        .add(offer.history)
        .add(offer.history.client().map(ClientName::text).orElse(""));
  }

  private static Acceptance acceptance(Offer offer, Taken taken, int index) {
    if (taken.reply.isList(index)) {
      throw instead(taken.reply.list(index).text(0));
    }
    if (taken.reply.isText(index)) {
      return repeated(offer, taken.reply.bytes(index));
    }
    return switch ((int) taken.reply.number(index)) {
      case 0 -> new Acceptance.QueueFull(taken.maxUnfinished);
      case 1 -> new Acceptance.Accepted();
      default -> new Acceptance.ShareFull();
    };
  }

  /** What is thrown where there is an error in place of an answer, others having theirs. */
  private static StoreException instead(String error) {
    UnwritableException refused = new UnwritableException("Redis refused: " + error);
    return RedisNode.meaning(error)
        .map(meaning -> StoreException.refused("Redis " + meaning, refused))
        .orElse(refused);
  }

  private static Acceptance repeated(Offer offer, byte[] known) {
    UUID id = offer.payment.correlationId();
    Optional<ClientName> client = offer.history.client();
    return Acceptance.repeated(
        RecordText.amount(id, known),
        client.isPresent() ? RecordText.client(id, known) : Optional.empty(),
        RecordText.status(id, known),
        offer.payment.amount(),
        client);
  }
}

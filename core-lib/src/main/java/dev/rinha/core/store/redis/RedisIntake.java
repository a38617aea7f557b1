package dev.rinha.core.store.redis;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.history.History;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.ClientName;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.Intake;
import java.util.Optional;
import java.util.UUID;

/** Where payments enter. What has to be known of a Redis is asked on each new connection. */
final class RedisIntake implements Intake {

  private final RedisContext context;
  private final MemoryRoom room;

  RedisIntake(RedisContext context, MemoryRoom room) {
    this.context = context;
    this.room = room;
  }

  @Override
  public Acceptance accept(Payment payment) {
    return accept(payment, History.EMPTY);
  }

  @Override
  public Acceptance accept(Payment payment, History history) {
    requireNonNull(payment, "payment");
    requireNonNull(history, "history");
    beforeFirst();
    return accept(payment, history, room.limit());
  }

  /**
   * An intake that is always full: it goes all the way that {@link #accept} goes and changes
   * nothing. For a rehearsal.
   */
  Intake withoutRoom() {
    return payment -> accept(payment, History.EMPTY, 0);
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

  private Acceptance accept(Payment payment, History history, long maxUnfinished) {
    requireNonNull(payment, "payment");
    UUID id = payment.correlationId();
    Optional<ClientName> client = history.client();
    beforeFirst();
    Reply reply =
        context.run(
            Script.ACCEPT,
            arguments -> {
              arguments
                  .record(context.bucket(id), id)
                  .add(RecordText.base(payment))
                  .add(maxUnfinished)
                  .add(history);
              client.ifPresent(name -> arguments.add(name.text()));
            });
    if (reply.isText(0)) {
      byte[] known = reply.bytes(0);
      return Acceptance.repeated(
          RecordText.amount(id, known),
          client.isPresent() ? RecordText.client(id, known) : Optional.empty(),
          RecordText.status(id, known),
          payment.amount(),
          client);
    }
    return switch ((int) reply.number(0)) {
      case 0 -> new Acceptance.QueueFull(maxUnfinished);
      case 1 -> new Acceptance.Accepted();
      default -> new Acceptance.ShareFull();
    };
  }
}

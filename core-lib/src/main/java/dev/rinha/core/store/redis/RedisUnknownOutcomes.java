package dev.rinha.core.store.redis;

import static dev.rinha.core.store.redis.RedisContext.forEachPart;

import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.InDoubtPayment;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.UnknownOutcomes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Payments in doubt. */
final class RedisUnknownOutcomes implements UnknownOutcomes {

  private final RedisContext context;
  private final Records records;

  RedisUnknownOutcomes(RedisContext context, Records records) {
    this.context = context;
    this.records = records;
  }

  @Override
  public List<InDoubtPayment> list(int max) {
    Reply names = context.run(Script.DOUBTS, arguments -> arguments.add(max));
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      ids.add(Binary.id(names.bytes(i)));
    }
    return records.find(ids).stream().flatMap(Records.Found::inDoubt).toList();
  }

  @Override
  public Optional<InDoubtPayment> find(UUID correlationId) {
    return records.find(correlationId).flatMap(Records.Found::inDoubt).findFirst();
  }

  @Override
  public List<Freed> free(List<Freeing> freeings) {
    List<Freed> answers = new ArrayList<>();
    forEachPart(
        freeings,
        part -> {
          Reply reply =
              context.run(
                  Script.FREE, arguments -> part.forEach(freeing -> describe(arguments, freeing)));
          for (int i = 0; i < reply.size(); i++) {
            answers.add(freed((int) reply.number(i)));
          }
        });
    return answers;
  }

  private static Freed freed(int ordinal) {
    return switch (ordinal) {
      case 0 -> Freed.DONE;
      case 1 -> Freed.NOT_IN_DOUBT;
      case 2 -> Freed.ALREADY_SETTLED;
      case 3 -> Freed.TOO_EARLY;
      default -> throw new StoreException("unknown answer to a freeing: " + ordinal);
    };
  }

  private void describe(Arguments arguments, Freeing freeing) {
    InDoubtPayment doubtful = freeing.payment();
    Payment payment = doubtful.payment();
    records
        .address(arguments, doubtful.generation(), payment)
        .add(doubtful.intent().processor())
        .add(RecordText.requested(payment, doubtful.intent()) + ':')
        .add(RecordText.afterAcceptance(payment, freeing.freedAtMillis()))
        .add(freeing.history())
        .add(freeing.quietMillis())
        .add(freeing.freedAtMillis());
  }
}

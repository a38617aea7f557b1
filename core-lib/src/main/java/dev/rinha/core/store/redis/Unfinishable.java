package dev.rinha.core.store.redis;

import static dev.rinha.core.store.redis.RedisStore.forEachPart;

import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.DeadLetters.Discard;
import dev.rinha.core.store.DeadLetters.Replay;
import dev.rinha.core.store.DeadLetters.Replayed;
import dev.rinha.core.store.DiscardedDeadLetter;
import dev.rinha.core.store.InDoubtPayment;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.UnknownOutcomes.Freed;
import dev.rinha.core.store.UnknownOutcomes.Freeing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Payments that wait for an operator. Lists are read in two steps, names first and then what they
 * stand for, because only this side knows in which hash a record is; what has moved on in between
 * is left out.
 */
final class Unfinishable {

  private static final Logger LOG = Logger.getLogger(Unfinishable.class.getName());

  private final RedisStore store;

  Unfinishable(RedisStore store) {
    this.store = store;
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

    private Stream<DiscardedDeadLetter> discarded() {
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
        store.run(
            Script.FIND,
            () -> {
              Arguments arguments = new Arguments();
              correlationIds.forEach(id -> arguments.add(store.bucket(id)).add(Binary.id(id)));
              return arguments;
            });
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

  List<DeadLetter> deadLetters(DeadLetterFilter filter, int max) {
    List<DeadLetter> letters = new ArrayList<>();
    DeadLetterList.DEAD.pages(
        store,
        filter.diedBeforeMillis(),
        ids -> {
          deadLetters(ids).filter(filter::accepts).forEach(letters::add);
          return letters.size() < max;
        });
    return List.copyOf(letters.subList(0, Math.min(max, letters.size())));
  }

  void deadLetters(DeadLetterFilter filter, Consumer<DeadLetter> reader) {
    DeadLetterList.DEAD.pages(
        store,
        filter.diedBeforeMillis(),
        ids -> {
          deadLetters(ids).filter(filter::accepts).forEach(reader);
          return true;
        });
  }

  void discarded(Consumer<DiscardedDeadLetter> reader) {
    DeadLetterList.DISCARDED.pages(
        store,
        Long.MAX_VALUE,
        ids -> {
          find(ids).stream().flatMap(Found::discarded).forEach(reader);
          return true;
        });
  }

  Stream<DeadLetter> deadLetters(List<UUID> correlationIds) {
    return find(correlationIds).stream().flatMap(Found::deadLetter);
  }

  List<Replayed> replay(List<Replay> replays, long maxUnfinished) {
    List<Replayed> answers = new ArrayList<>();
    forEachPart(
        replays,
        part -> {
          Reply reply =
              store.run(
                  Script.REPLAY,
                  () -> {
                    Arguments arguments = new Arguments().add(maxUnfinished);
                    part.forEach(replay -> describe(arguments, replay));
                    return arguments;
                  });
          for (int i = 0; i < reply.size(); i++) {
            answers.add(replayed((int) reply.number(i)));
          }
        });
    return answers;
  }

  private void describe(Arguments arguments, Replay replay) {
    DeadLetter letter = replay.letter();
    Payment payment = letter.payment();
    address(arguments, letter.generation(), payment)
        .add(RecordText.afterAcceptance(payment, letter.diedAtMillis()) + ':')
        .add(Binary.time(letter.diedAtMillis()))
        .add(RecordText.afterAcceptance(payment, replay.replayedAtMillis()))
        .add(replay.history())
        .add(replay.force() ? 1 : 0);
  }

  List<Boolean> discard(List<Discard> discards) {
    List<Boolean> answers = new ArrayList<>();
    forEachPart(
        discards,
        part -> {
          Reply reply =
              store.run(
                  Script.DISCARD,
                  () -> {
                    Arguments arguments = new Arguments();
                    part.forEach(discard -> describe(arguments, discard));
                    return arguments;
                  });
          for (int i = 0; i < reply.size(); i++) {
            answers.add(reply.number(i) == 1);
          }
        });
    return answers;
  }

  private void describe(Arguments arguments, Discard discard) {
    DeadLetter letter = discard.letter();
    Payment payment = letter.payment();
    address(arguments, letter.generation(), payment)
        .add(RecordText.afterAcceptance(payment, letter.diedAtMillis()) + ':')
        .add(Binary.time(letter.diedAtMillis()))
        .add(RecordText.afterAcceptance(payment, discard.discardedAtMillis()) + ':')
        .add(Binary.time(discard.discardedAtMillis()))
        .add(discard.history());
  }

  private static Replayed replayed(int ordinal) {
    return switch (ordinal) {
      case 0 -> Replayed.DONE;
      case 1 -> Replayed.NOT_DEAD;
      case 2 -> Replayed.QUEUE_FULL;
      case 3 -> Replayed.EXECUTED;
      default -> throw new StoreException("unknown answer to a replay: " + ordinal);
    };
  }

  List<InDoubtPayment> inDoubt(int max) {
    Reply names = store.run(Script.DOUBTS, () -> new Arguments().add(max));
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      ids.add(Binary.id(names.bytes(i)));
    }
    return inDoubt(ids).toList();
  }

  Stream<InDoubtPayment> inDoubt(List<UUID> correlationIds) {
    return find(correlationIds).stream().flatMap(Found::inDoubt);
  }

  List<Freed> free(List<Freeing> freeings) {
    List<Freed> answers = new ArrayList<>();
    forEachPart(
        freeings,
        part -> {
          Reply reply =
              store.run(
                  Script.FREE,
                  () -> {
                    Arguments arguments = new Arguments();
                    part.forEach(freeing -> describe(arguments, freeing));
                    return arguments;
                  });
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
    address(arguments, doubtful.generation(), payment)
        .add(doubtful.intent().processor())
        .add(RecordText.requested(payment, doubtful.intent()) + ':')
        .add(RecordText.afterAcceptance(payment, freeing.freedAtMillis()))
        .add(freeing.history())
        .add(freeing.quietMillis())
        .add(freeing.freedAtMillis());
  }

  /** What every write of an operator begins with: generation, id bucket, id, cents:accepted:. */
  private Arguments address(Arguments arguments, long generation, Payment payment) {
    UUID id = payment.correlationId();
    return arguments
        .add(generation)
        .add(store.bucket(id))
        .add(Binary.id(id))
        .add(RecordText.base(payment));
  }
}

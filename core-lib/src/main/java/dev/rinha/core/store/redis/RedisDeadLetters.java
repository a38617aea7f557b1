package dev.rinha.core.store.redis;

import static dev.rinha.core.store.redis.RedisContext.forEachPart;

import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.DeadLetters;
import dev.rinha.core.store.DiscardedDeadLetter;
import dev.rinha.core.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Payments that were given up. */
final class RedisDeadLetters implements DeadLetters {

  private final RedisContext context;
  private final Records records;
  private final MemoryRoom room;

  RedisDeadLetters(RedisContext context, Records records, MemoryRoom room) {
    this.context = context;
    this.records = records;
    this.room = room;
  }

  @Override
  public List<DeadLetter> list(DeadLetterFilter filter, int max) {
    List<DeadLetter> letters = new ArrayList<>();
    DeadLetterList.DEAD.pages(
        context,
        filter.diedBeforeMillis(),
        ids -> {
          records.deadLetters(ids).filter(filter::accepts).forEach(letters::add);
          return letters.size() < max;
        });
    return List.copyOf(letters.subList(0, Math.min(max, letters.size())));
  }

  @Override
  public void read(DeadLetterFilter filter, Consumer<DeadLetter> reader) {
    DeadLetterList.DEAD.pages(
        context,
        filter.diedBeforeMillis(),
        ids -> {
          records.deadLetters(ids).filter(filter::accepts).forEach(reader);
          return true;
        });
  }

  @Override
  public Optional<DeadLetter> find(UUID correlationId) {
    return records.find(correlationId).flatMap(Records.Found::deadLetter).findFirst();
  }

  @Override
  public List<Replayed> replay(List<Replay> replays) {
    long maxUnfinished = room.limit();
    List<Replayed> answers = new ArrayList<>();
    forEachPart(
        replays,
        part -> {
          Reply reply =
              context.run(
                  Script.REPLAY,
                  arguments -> {
                    arguments.add(maxUnfinished);
                    part.forEach(replay -> describe(arguments, replay));
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
    records
        .address(arguments, letter.generation(), payment)
        .add(RecordText.afterAcceptance(payment, letter.diedAtMillis()) + ':')
        .add(Binary.time(letter.diedAtMillis()))
        .add(RecordText.afterAcceptance(payment, replay.replayedAtMillis()))
        .add(replay.history())
        .add(replay.force() ? 1 : 0);
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

  @Override
  public List<Boolean> discard(List<Discard> discards) {
    List<Boolean> answers = new ArrayList<>();
    forEachPart(
        discards,
        part -> {
          Reply reply =
              context.run(
                  Script.DISCARD,
                  arguments -> part.forEach(discard -> describe(arguments, discard)));
          for (int i = 0; i < reply.size(); i++) {
            answers.add(reply.number(i) == 1);
          }
        });
    return answers;
  }

  private void describe(Arguments arguments, Discard discard) {
    DeadLetter letter = discard.letter();
    Payment payment = letter.payment();
    records
        .address(arguments, letter.generation(), payment)
        .add(RecordText.afterAcceptance(payment, letter.diedAtMillis()) + ':')
        .add(Binary.time(letter.diedAtMillis()))
        .add(RecordText.afterAcceptance(payment, discard.discardedAtMillis()) + ':')
        .add(Binary.time(discard.discardedAtMillis()))
        .add(discard.history());
  }

  @Override
  public void readDiscarded(Consumer<DiscardedDeadLetter> reader) {
    DeadLetterList.DISCARDED.pages(
        context,
        Long.MAX_VALUE,
        ids -> {
          records.find(ids).stream().flatMap(Records.Found::discarded).forEach(reader);
          return true;
        });
  }
}

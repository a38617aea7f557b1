package dev.rinha.core.store.redis;

import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetters.Replay;
import dev.rinha.core.store.FrozenReplay;
import dev.rinha.core.store.Replays;
import dev.rinha.core.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Replays of frozen selections. A step reads the next letters, and then puts them back in one
 * script that passes over those which somebody else has put back in between.
 */
final class RedisReplays implements Replays {

  /** What the script says of one replay. */
  private static final int FIELDS = 8;

  private final RedisContext context;
  private final Records records;
  private final MemoryRoom room;

  RedisReplays(RedisContext context, Records records, MemoryRoom room) {
    this.context = context;
    this.records = records;
    this.room = room;
  }

  @Override
  public void begin(String id, String criteria, String reason, long nowMillis, boolean force) {
    context.run(
        Script.REPLAY_BEGIN,
        arguments ->
            replay(arguments, id).add(criteria).add(reason).add(nowMillis).add(force ? 1 : 0));
  }

  @Override
  public void select(String id, List<DeadLetter> letters) {
    RedisContext.forEachPart(
        letters,
        part ->
            context.run(
                Script.REPLAY_SELECT,
                arguments -> {
                  replay(arguments, id);
                  part.forEach(letter -> arguments.add(letter.generation()).add(name(letter)));
                }));
  }

  @Override
  public void freeze(String id) {
    context.run(Script.REPLAY_FREEZE, arguments -> replay(arguments, id));
  }

  /** Adds the id of a replay, and declares what there is of it. */
  private static Arguments replay(Arguments arguments, String id) {
    return arguments.data("replay:" + id).data("replay:" + id + ":left").add(id);
  }

  @Override
  public Step step(String id, int max, Function<DeadLetter, Replay> how) {
    int atMost = Math.min(max, RedisContext.ITEMS_PER_CALL);
    List<byte[]> names =
        context.run(Script.REPLAY_NEXT, arguments -> replay(arguments, id).add(atMost)).allBytes();
    Map<UUID, DeadLetter> letters =
        records
            .deadLetters(names.stream().map(DeadLetterName::id).toList())
            .collect(
                Collectors.toMap(letter -> letter.payment().correlationId(), letter -> letter));
    boolean queueFull = !names.isEmpty() && putBack(id, names, letters, how);
    return new Step(
        find(id).orElseThrow(() -> new StoreException("there is no replay " + id)), queueFull);
  }

  private boolean putBack(
      String id,
      List<byte[]> names,
      Map<UUID, DeadLetter> letters,
      Function<DeadLetter, Replay> how) {
    Reply reply =
        context.run(
            Script.REPLAY_STEP,
            arguments -> {
              replay(arguments.add(room.limit()), id);
              for (byte[] name : names) {
                describe(
                    arguments,
                    name,
                    Optional.ofNullable(letters.get(DeadLetterName.id(name)))
                        .filter(letter -> letter.diedAtMillis() == DeadLetterName.millis(name))
                        .map(how));
              }
            });
    return reply.number(0) == 1;
  }

  private void describe(Arguments arguments, byte[] name, Optional<Replay> replay) {
    arguments.add(name).bucket(context.bucket(DeadLetterName.id(name)));
    replay.ifPresentOrElse(
        found -> {
          var letter = found.letter();
          var payment = letter.payment();
          arguments
              .add(RecordText.base(payment))
              .add(RecordText.afterAcceptance(payment, letter.diedAtMillis()) + ':')
              .add(RecordText.afterAcceptance(payment, found.replayedAtMillis()))
              .add(found.history());
        },
        () -> arguments.add("").add("").add("").add(""));
  }

  private static byte[] name(DeadLetter letter) {
    return DeadLetterName.of(letter.diedAtMillis(), letter.payment().correlationId());
  }

  @Override
  public Optional<FrozenReplay> find(String id) {
    return read(List.of(id)).stream().findFirst();
  }

  @Override
  public List<FrozenReplay> all() {
    Reply ids = context.run(Script.REPLAY_IDS);
    return read(ids.allTexts());
  }

  private List<FrozenReplay> read(List<String> ids) {
    Reply reply =
        context.run(Script.REPLAY_LIST, arguments -> ids.forEach(id -> replay(arguments, id)));
    List<FrozenReplay> replays = new ArrayList<>();
    for (int i = 0; i < reply.size(); i += FIELDS) {
      replays.add(
          new FrozenReplay(
              reply.text(i),
              reply.text(i + 1),
              reply.text(i + 2),
              reply.number(i + 3),
              reply.number(i + 4) == 1,
              reply.number(i + 5),
              reply.number(i + 6),
              reply.number(i + 7)));
    }
    return replays;
  }
}

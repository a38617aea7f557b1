package dev.rinha.core.store.redis;

import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.Era;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.WorkQueue;
import io.lettuce.core.StreamMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** What a worker does with accepted payments. */
final class RedisQueue implements WorkQueue {

  /** What follows the place in the queue in the entry of a payment that nobody has held before. */
  private static final String FIRST_CLAIM = "/1";

  /**
   * As good as for ever: whoever takes over may have such a claim, however long it is told to wait.
   */
  private static final long RELEASED_IDLE_MILLIS = 1_000_000_000_000L;

  private final RedisContext context;
  private final QueueEntries entries;
  private final QueueWrites writes;

  RedisQueue(RedisContext context, QueueEntries entries) {
    this.context = context;
    this.entries = entries;
    this.writes = new QueueWrites(context);
  }

  /** Time to connect, and for a script that Redis does not know yet: that takes two commands. */
  @Override
  public long answerBoundMillis() {
    return context
        .settings()
        .connectTimeout()
        .plus(context.settings().commandTimeout().multipliedBy(2))
        .toMillis();
  }

  @Override
  public List<Claim> take(String worker, int max, long waitMillis) {
    long era = context.era();
    Readable claims = new Readable();
    for (var message : context.withQueue(() -> context.link().read(worker, max, waitMillis))) {
      claims.add(message.getId(), () -> freshClaim(message, era));
    }
    return claims.orSetAside(worker);
  }

  /** Claims; an entry that cannot be read keeps no other from being executed. */
  private final class Readable {
    private final List<Claim> claims = new ArrayList<>();
    private final Map<String, String> unreadable = new LinkedHashMap<>();

    void add(String place, Supplier<Claim> reading) {
      try {
        claims.add(reading.get());
      } catch (StoreException e) {
        unreadable.put(place, String.valueOf(e.getMessage()));
      }
    }

    List<Claim> orSetAside(String worker) {
      entries.setAside(worker, unreadable);
      return claims;
    }
  }

  private Claim freshClaim(StreamMessage<byte[], byte[]> message, long era) {
    List<byte[]> values = new ArrayList<>();
    message
        .getBody()
        .forEach(
            (field, value) -> {
              values.add(field);
              values.add(value);
            });
    QueueEntries.Read read = entries.read(values);
    RecordText.Entry entry = read.entry();
    return new Claim(
        message.getId() + FIRST_CLAIM,
        read.generation(),
        era,
        entry.payment(),
        entry.queuedAtMillis(),
        new PaymentState.Queued(),
        entry.history());
  }

  @Override
  public List<Claim> takeOver(String worker, int max, long idleMillis) {
    return takeOver(worker, max, idleMillis, "");
  }

  @Override
  public List<Claim> takeBack(String worker, String processor, int max) {
    return takeOver(worker, max, 0, processor);
  }

  private List<Claim> takeOver(String worker, int max, long idleMillis, String parkedAt) {
    long era = context.era();
    Reply reply =
        context.run(
            Script.TAKE_OVER,
            () -> new Arguments().add(worker).add(max).add(idleMillis).add(parkedAt));
    Map<Integer, String> processors = reply.processors(0);
    Readable claims = new Readable();
    for (int i = 2; i < reply.size(); i += 3) {
      int at = i;
      String entry = reply.text(i);
      claims.add(entry.substring(0, entry.indexOf('/')), () -> claim(reply, at, era, processors));
    }
    return claims.orSetAside(worker);
  }

  private Claim claim(Reply reply, int i, long era, Map<Integer, String> processors) {
    RecordText.Entry entry = entries.read(reply.list(i + 1).allBytes()).entry();
    UUID id = entry.payment().correlationId();
    byte[] text = reply.bytes(i + 2);
    if (text.length == 0) {
      throw new StoreException("there is no record of payment " + id);
    }
    PaymentRecord record = RecordText.parse(id, text, processors, "");
    return new Claim(
        reply.text(i),
        reply.number(1),
        era,
        record.payment(),
        entry.queuedAtMillis(),
        record.state(),
        record.history());
  }

  @Override
  public void park(String worker, String processor, List<Claim> claims) {
    RedisContext.forEachPart(
        claims,
        part ->
            context.run(
                Script.PARK,
                () -> {
                  Arguments arguments = new Arguments().add(worker).add(processor);
                  part.forEach(
                      claim ->
                          arguments
                              .add(claim.entry())
                              .add(QueueWrites.fence(claim.generation(), claim.era())));
                  return arguments;
                }));
  }

  @Override
  public List<Claim> renew(String worker, List<Claim> claims) {
    return idle(worker, claims, 0, Claim::era);
  }

  @Override
  public void release(String worker, List<Claim> claims) {
    long era = context.era();
    idle(worker, claims, RELEASED_IDLE_MILLIS, _ -> era);
  }

  /** Sets for how long claims have been idle; answers those that the worker does not hold. */
  private List<Claim> idle(
      String worker, List<Claim> claims, long idleMillis, ToLongFunction<Claim> era) {
    List<Claim> lost = new ArrayList<>();
    RedisContext.forEachPart(
        claims,
        part -> {
          Reply reply =
              context.run(
                  Script.IDLE,
                  () -> {
                    Arguments arguments = new Arguments().add(worker).add(idleMillis);
                    part.forEach(
                        claim ->
                            arguments
                                .add(claim.entry())
                                .add(
                                    QueueWrites.fence(claim.generation(), era.applyAsLong(claim))));
                    return arguments;
                  });
          for (int i = 0; i < part.size(); i++) {
            if (reply.number(i) == 0) {
              lost.add(part.get(i));
            }
          }
        });
    return lost;
  }

  @Override
  public List<WriteResult> begin(String worker, List<Begin> sends) {
    return write(Script.MOVE, () -> new Arguments().add(worker), sends, writes::describe);
  }

  @Override
  public List<WriteResult> doubt(String worker, List<Doubt> doubts) {
    return write(Script.MOVE, () -> new Arguments().add(worker), doubts, writes::describe);
  }

  @Override
  public List<WriteResult> clear(String worker, List<Clearance> clearances) {
    return write(Script.MOVE, () -> new Arguments().add(worker), clearances, writes::describe);
  }

  @Override
  public List<WriteResult> giveUp(String worker, List<GiveUp> giveUps) {
    return write(Script.GIVE_UP, () -> new Arguments().add(worker), giveUps, writes::describe);
  }

  @Override
  public List<WriteResult> settle(List<Settlement> settlements) {
    return write(Script.SETTLE, Arguments::new, settlements, writes::describe);
  }

  private <A> List<WriteResult> write(
      Script script,
      Supplier<Arguments> beginning,
      List<A> items,
      BiConsumer<Arguments, A> describe) {
    context.era();
    List<WriteResult> results = new ArrayList<>();
    RedisContext.forEachPart(
        items,
        part -> {
          Reply reply =
              context.run(
                  script,
                  () -> {
                    Arguments arguments = beginning.get();
                    part.forEach(item -> describe.accept(arguments, item));
                    return arguments;
                  });
          addResults(results, reply);
        });
    return results;
  }

  private static void addResults(List<WriteResult> results, Reply reply) {
    for (int i = 0; i < reply.size(); i++) {
      results.add(
          switch ((int) reply.number(i)) {
            case 0 -> WriteResult.DONE;
            case 1 -> WriteResult.CLAIM_LOST;
            case 2 -> WriteResult.ALREADY_SETTLED;
            case 3 -> WriteResult.CONFLICT;
            case 4 -> WriteResult.REFUSED;
            default -> throw new StoreException("unknown answer to a write: " + reply.number(i));
          });
    }
  }

  @Override
  public int recall(List<Recollection> recollections) {
    // Before it is told of what: that it went back is noted in the era that has begun with that.
    context.era();
    List<Settlement> settled = new ArrayList<>();
    List<Recollection> unfinished = new ArrayList<>();
    for (Recollection one : recollections) {
      if (one.state() instanceof PaymentState.Settled(Intent intent, long atMillis)) {
        settled.add(new Settlement(one.claim(), intent, atMillis, one.history()));
      } else {
        unfinished.add(one);
      }
    }
    int[] news = {0};
    RedisContext.forEachPart(
        unfinished,
        part ->
            news[0] +=
                (int)
                    context
                        .run(
                            Script.RECALL,
                            () -> {
                              Arguments arguments = new Arguments();
                              part.forEach(one -> writes.describe(arguments, one));
                              return arguments;
                            })
                        .number(0));
    news[0] += (int) settle(settled).stream().filter(WriteResult.DONE::equals).count();
    return news[0];
  }

  @Override
  public Era told(String worker, long era, boolean waitsForOthers) {
    context.era();
    Reply reply =
        context.run(
            Script.TOLD, () -> new Arguments().add(worker).add(era).add(waitsForOthers ? 1 : 0));
    context.learn(reply.number(0));
    return new Era(reply.number(0), reply.number(1) == 1, reply.number(2) == 1);
  }

  @Override
  public void leave(String worker) {
    context.era();
    context.run(Script.LEAVE, () -> new Arguments().add(worker));
  }
}

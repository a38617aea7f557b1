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
import java.util.function.Consumer;
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
      claims.reading(message.getId(), () -> claims.add(freshClaim(message, era)));
    }
    return claims.orSetAside(worker);
  }

  /** Claims; an entry that cannot be read keeps no other from being executed. */
  private final class Readable {
    private final List<Claim> claims = new ArrayList<>();
    private final Map<String, String> unreadable = new LinkedHashMap<>();

    /** Does what ends with a claim, or with an error that says why the entry cannot be read. */
    void reading(String place, Runnable reading) {
      try {
        reading.run();
      } catch (StoreException e) {
        unreadable.put(place, String.valueOf(e.getMessage()));
      }
    }

    void add(Claim claim) {
      claims.add(claim);
    }

    boolean isEmpty() {
      return claims.isEmpty() && unreadable.isEmpty();
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

  /** Two steps: whose records are to be read is only known once the claims are there. */
  private List<Claim> takeOver(String worker, int max, long idleMillis, String parkedAt) {
    long era = context.era();
    Readable claims = new Readable();
    List<TakenOver> taken;
    do {
      taken = new ArrayList<>();
      Reply reply =
          context.run(
              Script.TAKE_OVER,
              arguments -> arguments.add(worker).add(max).add(idleMillis).add(parkedAt));
      for (int i = 1; i < reply.size(); i += 2) {
        String claim = reply.text(i);
        List<byte[]> values = reply.list(i + 1).allBytes();
        List<TakenOver> readable = taken;
        claims.reading(
            place(claim), () -> readable.add(new TakenOver(claim, entries.read(values).entry())));
      }
      RedisContext.forEachPart(taken, part -> readRecords(part, reply.number(0), era, claims));
      // Where all have ended, there may be others behind them.
    } while (!taken.isEmpty() && claims.isEmpty());
    return claims.orSetAside(worker);
  }

  private record TakenOver(String claim, RecordText.Entry entry) {
    private UUID id() {
      return entry.payment().correlationId();
    }
  }

  private static String place(String claim) {
    return claim.substring(0, claim.indexOf('/'));
  }

  private void readRecords(List<TakenOver> taken, long generation, long era, Readable claims) {
    Reply reply =
        context.run(
            Script.CLAIMED,
            arguments ->
                taken.forEach(
                    one -> arguments.add(one.claim()).record(context.bucket(one.id()), one.id())));
    if (reply.number(1) != generation) {
      return; // Purged meanwhile, and the claims with it.
    }
    Map<Integer, String> processors = reply.processors(0);
    for (int i = 0; i < taken.size(); i++) {
      TakenOver one = taken.get(i);
      if (reply.has(i + 2)) {
        byte[] text = reply.bytes(i + 2);
        claims.reading(
            place(one.claim()), () -> claims.add(claim(one, text, generation, era, processors)));
      }
    }
  }

  private static Claim claim(
      TakenOver taken, byte[] text, long generation, long era, Map<Integer, String> processors) {
    if (text.length == 0) {
      throw new StoreException("there is no record of payment " + taken.id());
    }
    PaymentRecord record = RecordText.parse(taken.id(), text, processors, "");
    return new Claim(
        taken.claim(),
        generation,
        era,
        record.payment(),
        taken.entry().queuedAtMillis(),
        record.state(),
        record.history());
  }

  @Override
  public void park(String worker, String processor, List<Claim> claims) {
    long era = context.era();
    RedisContext.forEachPart(
        claims,
        part ->
            context.run(
                Script.PARK,
                arguments -> {
                  arguments.add(worker).add(processor);
                  part.forEach(
                      claim ->
                          arguments
                              .add(claim.entry())
                              .add(QueueWrites.fence(claim.generation(), era)));
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
                  arguments -> {
                    arguments.add(worker).add(idleMillis);
                    part.forEach(
                        claim ->
                            arguments
                                .add(claim.entry())
                                .add(
                                    QueueWrites.fence(claim.generation(), era.applyAsLong(claim))));
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
    return write(Script.MOVE, arguments -> arguments.add(worker), sends, writes::describe);
  }

  @Override
  public List<WriteResult> doubt(String worker, List<Doubt> doubts) {
    return write(Script.MOVE, arguments -> arguments.add(worker), doubts, writes::describe);
  }

  @Override
  public List<WriteResult> clear(String worker, List<Clearance> clearances) {
    return write(Script.MOVE, arguments -> arguments.add(worker), clearances, writes::describe);
  }

  @Override
  public List<WriteResult> giveUp(String worker, List<GiveUp> giveUps) {
    return write(Script.GIVE_UP, arguments -> arguments.add(worker), giveUps, writes::describe);
  }

  @Override
  public List<WriteResult> settle(List<Settlement> settlements) {
    return write(Script.SETTLE, _ -> {}, settlements, writes::describe);
  }

  private <A> List<WriteResult> write(
      Script script,
      Consumer<Arguments> beginning,
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
                  arguments -> {
                    beginning.accept(arguments);
                    part.forEach(item -> describe.accept(arguments, item));
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
                            arguments -> part.forEach(one -> writes.describe(arguments, one)))
                        .number(0));
    news[0] += (int) settle(settled).stream().filter(WriteResult.DONE::equals).count();
    return news[0];
  }

  @Override
  public Era told(String worker, long era, boolean waitsForOthers) {
    context.era();
    Reply reply =
        context.run(
            Script.TOLD, arguments -> arguments.add(worker).add(era).add(waitsForOthers ? 1 : 0));
    context.learn(reply.number(0));
    return new Era(reply.number(0), reply.number(1) == 1, reply.number(2) == 1);
  }

  @Override
  public void leave(String worker) {
    context.era();
    context.run(Script.LEAVE, arguments -> arguments.add(worker));
  }
}

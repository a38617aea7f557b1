package dev.rinha.core.store.redis;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.store.Books;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.Conflict;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.DiscardedDeadLetter;
import dev.rinha.core.store.Era;
import dev.rinha.core.store.FrozenReplay;
import dev.rinha.core.store.InDoubtPayment;
import dev.rinha.core.store.Intake;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.Pause;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.SharedStore;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.StoreHealth;
import dev.rinha.core.store.StoreServer;
import dev.rinha.core.store.WorkerTerms;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeBuckets;
import dev.rinha.core.summary.TimeBuckets.Span;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.traffic.TrafficMinute;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.StreamMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The store of record in Redis 6.2 or newer. Each operation is one round trip: a script that is
 * done as a whole or not at all, also when Redis is full; long lists are cut into several.
 *
 * <p>Below the namespace there is
 *
 * <pre>
 * generation, settings, processors      survive a purge; the settings say in which format all this is
 * told                                  likewise: hash of workers at work, to the last era that each has told
 * clock                                 likewise: the latest time that a takeover has seen
 * written                               likewise: overwritten to see whether that is possible
 * health, health-lease:PROCESSOR        likewise: what processors said of themselves, who may ask
 * pauses                                likewise: hash of what operators have paused
 * traffic:MINUTE                        likewise: hash of what arrived and what processors did, see RedisTraffic
 * traffic-batch:WORKER                  likewise: which of its batches was added last
 * traffic-routings                      likewise: hash of how payments were routed, to a number for each
 * queue                                 stream of unfinished payments, consumer group workers
 * 7:aside                               stream of entries of the queue that could not be read
 * 7:i:BUCKET                            hash of payments by id, see RecordText
 * 7:a:LEVEL:PAGE                        hash of totals, see SummaryPages
 * 7:l:MINUTE, 7:minutes                 ledger: list per minute of requestedAt, and which there are
 * 7:forgotten                           how many entries those minutes have lost at their beginning
 * 7:doubt                               in doubt by time
 * 7:places                              places in the queue of those in doubt or put back
 * 7:dead, 7:discarded                   dead letters by time, and what was discarded of them
 * 7:reasons                             the reasons of death
 * 7:replays, 7:replay:ID, …:left        frozen replays by time; one of them; its letters that are left
 * 7:conflicts, 7:n                      contradictions, counters
 * </pre>
 *
 * where 7 is the generation. A purge begins the next one in one step and deletes the old keys
 * afterwards.
 *
 * <p>Opening it needs no Redis: it is connected to on first use, and again whenever the connection
 * breaks. While it is away every call fails at once, and within the command timeout where Redis
 * just does not answer. Thread safe; calls block and are meant for virtual threads.
 */
public final class RedisStore implements SharedStore {

  /** What follows the place in the queue in the entry of a payment that nobody has held before. */
  private static final String FIRST_CLAIM = "/1";

  private static final Logger LOG = Logger.getLogger(RedisStore.class.getName());

  /** Of what is written down. Another number is for what a build with this one would misread. */
  static final String FORMAT = "1";

  static final int ITEMS_PER_CALL = 256;
  private static final int LEDGER_ENTRIES_PER_CALL = 1_000;

  /**
   * As good as for ever: whoever takes over may have such a claim, however long it is told to wait.
   */
  private static final long RELEASED_IDLE_MILLIS = 1_000_000_000_000L;

  private final RedisSettings settings;
  private final boolean makes;
  private final RedisLink link;
  private final Sweeper sweeper;
  private final Unfinishable unfinishable = new Unfinishable(this);
  private final QueueEntries entries = new QueueEntries(this);
  private final RedisPauses pauses = new RedisPauses(this);
  private final MemoryRoom room;
  private final RedisReplays replays;
  private final RedisRetention retention = new RedisRetention(this);
  private final RedisTraffic traffic = new RedisTraffic(this);
  private final ReentrantLock noticing = new ReentrantLock();
  private volatile Noticed noticed = new Noticed(-1, 0);
  private volatile int idBuckets;

  /** The era of the store that answers on a connection. */
  private record Noticed(long connection, long era) {}

  private RedisStore(RedisSettings settings, boolean makes) {
    this.settings = settings;
    this.makes = makes;
    this.link = new RedisLink(settings);
    this.sweeper = new Sweeper(link);
    this.room = new MemoryRoom(link, settings.maxUnfinished());
    this.replays = new RedisReplays(this, unfinishable, room);
  }

  /**
   * Opens a store without connecting to it yet; it is made on first use if there is none. Close it
   * after use.
   *
   * <p>It accepts payments only while Redis keeps an append-only file, or does not tell; {@link
   * RedisSettings#withoutAppendOnlyFile} does without.
   */
  public static RedisStore open(RedisSettings settings) {
    return new RedisStore(requireNonNull(settings, "settings"), true);
  }

  /**
   * Opens a store that somebody else has made, for whoever looks after it: where there is none,
   * nothing is written and each call but {@link #server} and {@link #health} throws.
   */
  public static RedisStore openExisting(RedisSettings settings) {
    return new RedisStore(requireNonNull(settings, "settings"), false);
  }

  @Override
  public Acceptance accept(Payment payment) {
    requireNonNull(payment, "payment");
    beforeFirst();
    return accept(payment, room.limit());
  }

  /**
   * An intake that is always full: it goes all the way that {@link #accept} goes and changes
   * nothing. For a rehearsal.
   */
  public Intake withoutRoom() {
    return payment -> accept(payment, 0);
  }

  /** What has to be known of a Redis before it is given a payment. */
  private void beforeFirst() {
    link.oncePerConnection(
        () -> {
          new HealthCheck(link, settings.appendOnlyFileRequired()).requireAppendOnlyFile();
          room.measure();
        });
  }

  private Acceptance accept(Payment payment, long maxUnfinished) {
    requireNonNull(payment, "payment");
    UUID id = payment.correlationId();
    beforeFirst();
    Reply reply =
        run(
            Script.ACCEPT,
            () ->
                new Arguments()
                    .add(bucket(id))
                    .add(Binary.id(id))
                    .add(RecordText.base(payment))
                    .add(maxUnfinished));
    if (reply.isText(0)) {
      return Acceptance.repeated(RecordText.amount(id, reply.bytes(0)), payment.amount());
    }
    return reply.number(0) == 1
        ? new Acceptance.Accepted()
        : new Acceptance.QueueFull(maxUnfinished);
  }

  /** Time to connect, and for a script that Redis does not know yet: that takes two commands. */
  @Override
  public long answerBoundMillis() {
    return settings.connectTimeout().plus(settings.commandTimeout().multipliedBy(2)).toMillis();
  }

  @Override
  public List<Claim> take(String worker, int max, long waitMillis) {
    long era = era();
    Readable claims = new Readable();
    for (var message : withQueue(() -> link.read(worker, max, waitMillis))) {
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

  /**
   * The era of the store. On each new connection it is looked whether another server process
   * answers than the one that is noted, or an older copy.
   */
  private long era() {
    Noticed last = noticed;
    return last.connection == link.connection() ? last.era : notice();
  }

  private long notice() {
    noticing.lock();
    try {
      long connection = link.connection();
      Noticed last = noticed;
      if (last.connection == connection) {
        return last.era;
      }
      String run = new HealthCheck(link, false).runId();
      long era = run(Script.ERA, () -> new Arguments().add(run).add(last.era)).number(0);
      noticed = new Noticed(connection, era);
      return era;
    } finally {
      noticing.unlock();
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

  @Override
  public void park(String worker, String processor, List<Claim> claims) {
    forEachPart(
        claims,
        part ->
            run(
                Script.PARK,
                () -> {
                  Arguments arguments = new Arguments().add(worker).add(processor);
                  part.forEach(
                      claim ->
                          arguments.add(claim.entry()).add(fence(claim.generation(), claim.era())));
                  return arguments;
                }));
  }

  private List<Claim> takeOver(String worker, int max, long idleMillis, String parkedAt) {
    long era = era();
    Reply reply =
        run(
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
  public List<Claim> renew(String worker, List<Claim> claims) {
    return idle(worker, claims, 0, Claim::era);
  }

  @Override
  public void release(String worker, List<Claim> claims) {
    long era = era();
    idle(worker, claims, RELEASED_IDLE_MILLIS, _ -> era);
  }

  /** Sets for how long claims have been idle; answers those that the worker does not hold. */
  private List<Claim> idle(
      String worker, List<Claim> claims, long idleMillis, ToLongFunction<Claim> era) {
    List<Claim> lost = new ArrayList<>();
    forEachPart(
        claims,
        part -> {
          Reply reply =
              run(
                  Script.IDLE,
                  () -> {
                    Arguments arguments = new Arguments().add(worker).add(idleMillis);
                    part.forEach(
                        claim ->
                            arguments
                                .add(claim.entry())
                                .add(fence(claim.generation(), era.applyAsLong(claim))));
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
    return write(
        Script.MOVE,
        worker,
        sends,
        (arguments, send) -> {
          Payment payment = send.claim().payment();
          TimeBuckets.requireCountable(send.intent().requestedAtMillis());
          address(arguments, send.claim())
              .add("S")
              .add(RecordText.base(payment))
              .add(send.intent().processor())
              .add(RecordText.requested(payment, send.intent()) + ':' + send.history())
              .add("");
          seen(arguments, send.claim());
        });
  }

  @Override
  public List<WriteResult> doubt(String worker, List<Doubt> doubts) {
    return write(
        Script.MOVE,
        worker,
        doubts,
        (arguments, doubt) -> {
          Payment payment = doubt.claim().payment();
          Intent intent = doubt.intent();
          address(arguments, doubt.claim())
              .add("D")
              .add(RecordText.base(payment))
              .add(intent.processor())
              .add(
                  String.join(
                      ":",
                      RecordText.requested(payment, intent),
                      RecordText.after(intent, doubt.sinceMillis()),
                      doubt.history()))
              .add(doubt.sinceMillis());
          seen(arguments, doubt.claim());
        });
  }

  @Override
  public List<WriteResult> clear(String worker, List<Clearance> clearances) {
    return write(
        Script.MOVE,
        worker,
        clearances,
        (arguments, clearance) -> {
          Claim claim = clearance.claim();
          address(arguments, claim)
              .add("Q")
              .add(RecordText.base(claim.payment()))
              .add("")
              .add(clearance.history())
              .add("");
          seen(arguments, claim);
        });
  }

  @Override
  public List<WriteResult> giveUp(String worker, List<GiveUp> giveUps) {
    return write(
        Script.GIVE_UP,
        worker,
        giveUps,
        (arguments, giveUp) -> {
          Payment payment = giveUp.claim().payment();
          String died = RecordText.afterAcceptance(payment, giveUp.diedAtMillis());
          address(arguments, giveUp.claim())
              .add(RecordText.base(payment) + died + ':')
              .add(giveUp.history())
              .add(giveUp.reason())
              .add(Binary.time(giveUp.diedAtMillis()));
          seen(arguments, giveUp.claim());
        });
  }

  @Override
  public int recall(List<Recollection> recollections) {
    // Before it is told of what: that it went back is noted in the era that has begun with that.
    era();
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
    forEachPart(
        unfinished,
        part ->
            news[0] +=
                (int)
                    run(
                            Script.RECALL,
                            () -> {
                              Arguments arguments = new Arguments();
                              part.forEach(one -> describe(arguments, one));
                              return arguments;
                            })
                        .number(0));
    news[0] += (int) settle(settled).stream().filter(WriteResult.DONE::equals).count();
    return news[0];
  }

  private void describe(Arguments arguments, Recollection recollection) {
    Claim claim = recollection.claim();
    Payment payment = claim.payment();
    String base = RecordText.base(payment);
    String queued =
        RecordText.afterAcceptance(payment, claim.queuedAtMillis()) + ':' + recollection.history();
    address(arguments, claim);
    switch (recollection.state()) {
      case PaymentState.InDoubt(Intent intent, long sinceMillis) ->
          arguments
              .add("D")
              .add(base)
              .add(intent.processor())
              .add(
                  String.join(
                      ":",
                      RecordText.requested(payment, intent),
                      RecordText.after(intent, sinceMillis),
                      recollection.history()))
              .add(sinceMillis)
              .add(queued)
              .add(RecordText.requested(payment, intent) + ':');
      case PaymentState.Queued _ ->
          arguments
              .add("Q")
              .add(base)
              .add("")
              .add(recollection.history())
              .add("")
              .add(queued)
              .add("");
      case PaymentState.Sending _,
          PaymentState.Settled _,
          PaymentState.Dead _,
          PaymentState.Discarded _ ->
          throw new IllegalArgumentException("nothing to recall: " + recollection);
    }
  }

  @Override
  public Era told(String worker, long era, boolean waitsForOthers) {
    era();
    Reply reply =
        run(Script.TOLD, () -> new Arguments().add(worker).add(era).add(waitsForOthers ? 1 : 0));
    return new Era(reply.number(0), reply.number(1) == 1, reply.number(2) == 1);
  }

  @Override
  public void leave(String worker) {
    era();
    run(Script.LEAVE, () -> new Arguments().add(worker));
  }

  @Override
  public List<WriteResult> settle(List<Settlement> settlements) {
    era();
    List<WriteResult> writes = new ArrayList<>();
    forEachPart(
        settlements,
        part -> {
          Reply reply =
              run(
                  Script.SETTLE,
                  () -> {
                    Arguments arguments = new Arguments();
                    part.forEach(settlement -> describe(arguments, settlement));
                    return arguments;
                  });
          addWrites(writes, reply);
        });
    return writes;
  }

  private void describe(Arguments arguments, Settlement settlement) {
    Payment payment = settlement.claim().payment();
    Intent intent = settlement.intent();
    long requestedAtMillis = TimeBuckets.requireCountable(intent.requestedAtMillis());
    long cents = payment.amount().cents();
    String settled = RecordText.after(intent, settlement.settledAtMillis());
    address(arguments, settlement.claim())
        .add(RecordText.base(payment))
        .add(intent.processor())
        .add(RecordText.requested(payment, intent))
        .add(settled + ':' + settlement.history())
        .add(requestedAtMillis)
        .add(Binary.time(requestedAtMillis))
        .add(cents)
        .add(Binary.cents(cents))
        .add(settlement.settledAtMillis());
  }

  private <A> List<WriteResult> write(
      Script script, String worker, List<A> items, BiConsumer<Arguments, A> describe) {
    era();
    List<WriteResult> writes = new ArrayList<>();
    forEachPart(
        items,
        part -> {
          Reply reply =
              run(
                  script,
                  () -> {
                    Arguments arguments = new Arguments().add(worker);
                    part.forEach(item -> describe.accept(arguments, item));
                    return arguments;
                  });
          addWrites(writes, reply);
        });
    return writes;
  }

  private static void addWrites(List<WriteResult> writes, Reply reply) {
    for (int i = 0; i < reply.size(); i++) {
      writes.add(
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

  /** What every guarded write begins with: entry, generation and era, id bucket, id. */
  private Arguments address(Arguments arguments, Claim claim) {
    UUID id = claim.payment().correlationId();
    return arguments
        .add(claim.entry())
        .add(fence(claim.generation(), claim.era()))
        .add(bucket(id))
        .add(Binary.id(id));
  }

  private static String fence(long generation, long era) {
    return generation + "." + era;
  }

  /** What the writer has seen: an attempt and its state, or the history of a queued one. */
  private static void seen(Arguments arguments, Claim claim) {
    PaymentState state = claim.state();
    state
        .openAttempt()
        .ifPresentOrElse(
            intent ->
                arguments
                    .add(RecordText.letter(state) + intent.processor())
                    .add(RecordText.requested(claim.payment(), intent) + ':'),
            () -> arguments.add("").add(claim.history()));
  }

  static <A> void forEachPart(List<A> items, Consumer<List<A>> action) {
    for (int from = 0; from < items.size(); from += ITEMS_PER_CALL) {
      action.accept(items.subList(from, Math.min(items.size(), from + ITEMS_PER_CALL)));
    }
  }

  @Override
  public Summary summary(TimeWindow window) {
    requireNonNull(window, "window");
    List<Span> spans = TimeBuckets.cover(window);
    return SummaryPages.sum(spans, run(Script.SUMMARY, () -> SummaryPages.wanted(spans)));
  }

  /**
   * {@inheritDoc}
   *
   * @throws StoreException also if a purge happens while it is read
   */
  @Override
  public void entries(TimeWindow window, Consumer<LedgerEntry> reader) {
    String minute = Long.toString(minute(window.fromMillis()));
    long last = minute(window.toMillis());
    long passOver = 0;
    long generation = -1;
    while (!minute.isEmpty()) {
      Reply reply = ledger(minute, last, passOver);
      if (generation >= 0 && generation != reply.number(1)) {
        throw new StoreException("the ledger was purged while it was read");
      }
      generation = reply.number(1);
      read(reply.list(2), reply.processors(0), window, reader);
      minute = reply.text(3);
      passOver = reply.number(4);
    }
  }

  private static long minute(long millis) {
    return TimeBuckets.Level.MINUTE.bucket(Math.clamp(millis, 0, TimeBuckets.MAX_MILLIS));
  }

  private Reply ledger(String minute, long last, long passOver) {
    return run(
        Script.LEDGER,
        () -> new Arguments().add(minute).add(last).add(passOver).add(LEDGER_ENTRIES_PER_CALL));
  }

  private static void read(
      Reply entries,
      Map<Integer, String> processors,
      TimeWindow window,
      Consumer<LedgerEntry> reader) {
    for (int i = 0; i < entries.size(); i++) {
      LedgerEntry entry = Binary.ledgerEntry(entries.bytes(i), processors);
      if (window.contains(entry.requestedAtMillis())) {
        reader.accept(entry);
      }
    }
  }

  @Override
  public Optional<PaymentRecord> find(UUID correlationId) {
    requireNonNull(correlationId, "correlationId");
    return unfinishable.find(correlationId).map(Unfinishable.Found::record).findFirst();
  }

  @Override
  public List<PaymentRecord> find(Collection<UUID> correlationIds) {
    requireNonNull(correlationIds, "correlationIds");
    return unfinishable.find(List.copyOf(correlationIds)).stream()
        .map(Unfinishable.Found::record)
        .toList();
  }

  @Override
  public List<DeadLetter> deadLetters(DeadLetterFilter filter, int max) {
    return unfinishable.deadLetters(filter, max);
  }

  @Override
  public void deadLetters(DeadLetterFilter filter, Consumer<DeadLetter> reader) {
    unfinishable.deadLetters(filter, reader);
  }

  @Override
  public Optional<DeadLetter> deadLetter(UUID correlationId) {
    return unfinishable.find(correlationId).flatMap(Unfinishable.Found::deadLetter).findFirst();
  }

  @Override
  public List<Replayed> replay(List<Replay> replays) {
    return unfinishable.replay(replays, room.limit());
  }

  @Override
  public List<Boolean> discard(List<Discard> discards) {
    return unfinishable.discard(discards);
  }

  @Override
  public void discarded(Consumer<DiscardedDeadLetter> reader) {
    unfinishable.discarded(reader);
  }

  @Override
  public void beginReplay(
      String id, String criteria, String reason, long nowMillis, boolean force) {
    replays.begin(id, criteria, reason, nowMillis, force);
  }

  @Override
  public void select(String id, List<DeadLetter> letters) {
    replays.select(id, letters);
  }

  @Override
  public void freeze(String id) {
    replays.freeze(id);
  }

  @Override
  public Step step(String id, int max, Function<DeadLetter, Replay> how) {
    return replays.step(id, max, how);
  }

  @Override
  public Optional<FrozenReplay> replay(String id) {
    return replays.find(id);
  }

  @Override
  public List<FrozenReplay> replays() {
    return replays.all();
  }

  @Override
  public List<InDoubtPayment> inDoubt(int max) {
    return unfinishable.inDoubt(max);
  }

  @Override
  public Optional<InDoubtPayment> inDoubt(UUID correlationId) {
    return unfinishable.find(correlationId).flatMap(Unfinishable.Found::inDoubt).findFirst();
  }

  @Override
  public List<Freed> free(List<Freeing> freeings) {
    return unfinishable.free(freeings);
  }

  @Override
  public Census census() {
    Reply reply = run(Script.CENSUS, Arguments::new);
    Reply oldest = reply.list(8);
    return Census.of(
        reply.number(0),
        reply.number(1),
        reply.number(2),
        reply.number(3),
        reply.number(4),
        reply.number(5),
        reply.number(6),
        reply.number(9),
        reply.number(10),
        oldest.size() == 0 ? Long.MAX_VALUE : entries.queuedAtMillis(oldest),
        reply.number(11),
        reply.number(12));
  }

  @Override
  public long conflictCount() {
    return run(Script.CENSUS, Arguments::new).number(7);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The first 10 000 of them.
   */
  @Override
  public List<Conflict> conflicts() {
    Reply flat = run(Script.CONFLICTS, Arguments::new).list(0);
    List<Conflict> conflicts = new ArrayList<>();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      byte[] field = flat.bytes(i);
      String[] intent =
          new String(
                  Arrays.copyOfRange(field, Binary.ID_BYTES, field.length), StandardCharsets.UTF_8)
              .split(":", 2);
      conflicts.add(
          new Conflict(
              Binary.id(field),
              new Intent(intent[1], Long.parseLong(intent[0])),
              flat.number(i + 1)));
    }
    return conflicts;
  }

  @Override
  public OptionalLong oldestSettledMinute() {
    return retention.oldestSettledMinute();
  }

  @Override
  public int forgetSettled(long beforeMillis, int max) {
    return retention.forgetSettled(beforeMillis, max);
  }

  @Override
  public int forgetDead(long beforeMillis, int max) {
    return retention.forgetLetters(DeadLetterList.DEAD, beforeMillis, max);
  }

  @Override
  public int forgetDiscarded(long beforeMillis, int max) {
    return retention.forgetLetters(DeadLetterList.DISCARDED, beforeMillis, max);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The memory of what was forgotten is given back in the background.
   */
  @Override
  public long purge() {
    long generation = run(Script.PURGE, Arguments::new).number(0);
    sweeper.sweepBefore(generation);
    return generation;
  }

  QueueEntries entries() {
    return entries;
  }

  @Override
  public Books books() {
    return new RedisBooks(this);
  }

  @Override
  public List<WorkerTerms> announce(WorkerTerms terms) {
    return roster(terms.worker(), terms.text(), terms.memoryMillis());
  }

  @Override
  public void withdraw(String worker) {
    roster(worker, "", 0);
  }

  @Override
  public List<WorkerTerms> workers() {
    return roster("", "", 0);
  }

  private List<WorkerTerms> roster(String worker, String terms, long memoryMillis) {
    if (!worker.isEmpty()) {
      // Who is silent is not waited for, unless the store went back before: that has to be noted.
      era();
    }
    Reply flat =
        run(Script.ANNOUNCE, () -> new Arguments().add(worker).add(terms).add(memoryMillis));
    List<WorkerTerms> others = new ArrayList<>();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      others.add(WorkerTerms.of(flat.text(i), flat.text(i + 1)));
    }
    return others;
  }

  @Override
  public Pauses pauses() {
    return pauses.read();
  }

  @Override
  public boolean pause(Pause pause) {
    return pauses.pause(pause);
  }

  @Override
  public boolean resume(PauseScope scope) {
    return pauses.resume(scope);
  }

  @Override
  public void add(String worker, String batch, List<TrafficMinute> minutes, long keptMillis) {
    traffic.add(worker, batch, minutes, keptMillis);
  }

  @Override
  public void traffic(long fromMillis, long toMillis, Consumer<TrafficMinute> reader) {
    traffic.read(fromMillis, toMillis, reader);
  }

  @Override
  public boolean lease(String processor, String holder, long leaseMillis) {
    return run(Script.LEASE, () -> new Arguments().add(processor).add(holder).add(leaseMillis))
            .number(0)
        == 1;
  }

  @Override
  public void publish(String processor, String holder, HealthReport report, long quietMillis) {
    run(
        Script.PUBLISH,
        () ->
            new Arguments().add(processor).add(holder).add(HealthText.of(report)).add(quietMillis));
  }

  @Override
  public Map<String, Seen> read() {
    return HealthText.board(run(Script.BOARD, Arguments::new));
  }

  @Override
  public Optional<String> environment() {
    return Optional.of(run(Script.ENVIRONMENT, Arguments::new).text(0))
        .filter(name -> !name.isEmpty());
  }

  /**
   * {@inheritDoc}
   *
   * <p>Version, persistence, eviction, memory, and whether Redis takes writes.
   */
  @Override
  public StoreHealth health() {
    HealthCheck check = new HealthCheck(link, settings.appendOnlyFileRequired());
    return makes ? withQueue(() -> check.run(true)) : check.run(false);
  }

  @Override
  public StoreServer server() {
    return link.server();
  }

  @Override
  public void close() {
    link.close();
  }

  Reply run(Script script, Supplier<Arguments> arguments) {
    return withQueue(() -> link.run(script, arguments.get()));
  }

  /** Does something that needs the queue; makes the queue first if it is not there. */
  private <T> T withQueue(Supplier<T> action) {
    if (idBuckets == 0) {
      initialize();
    }
    try {
      return action.get();
    } catch (StoreException e) {
      if (!(e.getCause() instanceof RedisLink.QueueMissing)) {
        throw e;
      }
      initialize();
      return action.get();
    }
  }

  /**
   * Refuses a store that a build with another format has made. Where Redis is away there is nothing
   * to refuse yet: then whatever uses the store asks first.
   *
   * @throws StoreException naming both formats, and what to do
   */
  public void requireKnownFormat() {
    try {
      exists();
    } catch (UnknownFormat e) {
      throw e;
    } catch (StoreException e) {
      LOG.log(Level.FINE, "the format is not known yet", e);
    }
  }

  /** A store that this build must not touch. */
  private static final class UnknownFormat extends StoreException {
    private static final long serialVersionUID = 1L;

    UnknownFormat(String where, String namespace, String format) {
      super(
          ("%s: store '%s' has format %s, and this build knows format %s only; use the build that"
                  + " made it, or a newer one")
              .formatted(where, namespace, format, FORMAT));
    }
  }

  @Override
  public boolean exists() {
    return idBuckets(false) > 0;
  }

  private int idBuckets(boolean make) {
    Arguments arguments =
        new Arguments()
            .add(settings.idBuckets())
            .add(settings.environment())
            .add(make ? 1 : 0)
            .add(FORMAT);
    Reply reply = link.run(Script.INIT, arguments);
    if (reply.number(1) == 2) {
      throw new UnknownFormat(link.where(), settings.namespace(), reply.text(2));
    }
    if (reply.number(1) == 1) {
      LOG.log(
          Level.SEVERE,
          "the group of the queue was gone and is made anew; {0} payments are handed out again,"
              + " each compared with its record before anything is sent; {1} are missing in the"
              + " queue{2}",
          new Object[] {
            reply.number(2), reply.number(3), reply.number(3) == 0 ? "" : ": " + Census.REMEDY
          });
    }
    return (int) reply.number(0);
  }

  private void initialize() {
    // Somebody may have emptied the server, and with it the note of the era.
    noticed = new Noticed(-1, noticed.era);
    idBuckets = idBuckets(makes);
    if (idBuckets == 0) {
      throw new StoreException(
          "%s has no store '%s'%s"
              .formatted(
                  link.where(),
                  settings.namespace(),
                  server().isReplica() ? " and is READONLY, a replica" : ""));
    }
  }

  /** Reads what follows in the names of this generation's keys that begin so; not of one moment. */
  void readNames(String beginning, Consumer<String> reader) {
    String prefix = link.key(census().generation() + ":" + beginning);
    ScanCursor cursor = ScanCursor.INITIAL;
    while (!cursor.isFinished()) {
      KeyScanCursor<byte[]> batch = link.scan(cursor, prefix + "*");
      for (byte[] key : batch.getKeys()) {
        reader.accept(new String(key, StandardCharsets.UTF_8).substring(prefix.length()));
      }
      cursor = batch;
    }
  }

  Unfinishable unfinishable() {
    return unfinishable;
  }

  /** Into how many hashes the records are spread. Known once a script has run. */
  int idBuckets() {
    return idBuckets;
  }

  /** Which hash has the payment's record. Known once a script has run, or while one is prepared. */
  int bucket(UUID id) {
    long mixed = id.getMostSignificantBits() ^ id.getLeastSignificantBits();
    mixed = (mixed ^ mixed >>> 33) * 0xff51afd7ed558ccdL;
    return (int) Long.remainderUnsigned(mixed ^ mixed >>> 33, idBuckets);
  }
}

package dev.rinha.core.store.redis;

import dev.rinha.core.store.Books;
import dev.rinha.core.store.Conflicts;
import dev.rinha.core.store.DeadLetters;
import dev.rinha.core.store.HealthBoard;
import dev.rinha.core.store.Intake;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.store.OperatorLog;
import dev.rinha.core.store.Outbox;
import dev.rinha.core.store.PauseSwitch;
import dev.rinha.core.store.PaymentLists;
import dev.rinha.core.store.Replays;
import dev.rinha.core.store.Retention;
import dev.rinha.core.store.SharedStore;
import dev.rinha.core.store.StoreCallObserver;
import dev.rinha.core.store.StoreInspection;
import dev.rinha.core.store.TrafficLog;
import dev.rinha.core.store.UnknownOutcomes;
import dev.rinha.core.store.WorkQueue;
import dev.rinha.core.store.WorkerRoster;
import java.util.function.Supplier;

/**
 * One partition of the store of record, or all of it, in Redis. Each operation is one round trip: a
 * script that is done as a whole or not at all, also when Redis is full; long lists are cut into
 * several.
 *
 * <p>Below its tag there is
 *
 * <pre>
 * generation, settings, processors      survive a purge; the settings say in which format all this is
 * told                                  likewise: hash of workers at work, to the last era that each has told
 * workers, addresses                    likewise: who works on it on which terms, and where they are reached
 * clock                                 likewise: the latest time that a takeover has seen
 * written                               likewise: overwritten to see whether that is possible
 * health, health-lease:PROCESSOR        likewise: what processors said of themselves, who may ask
 * pauses, paused-at                     likewise: hash of what operators have paused, and since when
 * traffic:MINUTE                        likewise: hash of what arrived and what processors did, see RedisTraffic
 * traffic-batch:WORKER                  likewise: which of its batches was added last
 * traffic-routings                      likewise: hash of how payments were routed, to a number for each
 * events, outbox, subscriber:NAME       likewise: stream of events for subscribers, see RedisOutbox
 * operator-log                          likewise: stream of what operators have done, of which nothing is removed
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
 * 7:conflicts, 7:n                      contradictions, counters; of each client how much is unfinished
 * </pre>
 *
 * where 7 is the generation. A purge begins the next one in one step and deletes the old keys
 * afterwards.
 *
 * <p>In a Redis Cluster each call declares all keys that its script touches: those that the
 * script's files name in their {@code KEYS} lines, and those that follow from its {@link
 * Arguments}. While the slot of the keys moves from one node of a Redis Cluster to another, Redis
 * then refuses the call before it has begun; a key that was not declared would end the script in
 * its middle, half done, and so would one that the script itself removes and looks for again: hence
 * the key that is never there, see {@code prelude.lua}, with which no call begins as long as the
 * slot moves. What follows only from what a script reads is therefore done in two steps: takeovers,
 * reading the ledger, what concerns all subscribers. A caller declares keys of the generation that
 * it knows; where somebody has purged meanwhile, the script answers which one it is, and the call
 * is repeated.
 */
final class RedisPartition implements SharedStore {

  private final RedisContext context;
  private final RedisIntake intake;
  private final RedisQueue queue;
  private final RedisPauses pauses;
  private final RedisRoster workers;
  private final RedisDeadLetters deadLetters;
  private final RedisReplays replays;
  private final RedisUnknownOutcomes unknownOutcomes;
  private final RedisLedger ledger;
  private final RedisRetention retention;
  private final RedisConflicts conflicts;
  private final RedisBooks books;
  private final RedisLists lists;
  private final RedisHealthBoard healthBoard;
  private final RedisOutbox outbox;
  private final RedisTraffic traffic;
  private final RedisOperatorLog operatorLog;
  private final RedisInspection inspection;

  RedisPartition(
      RedisSettings settings,
      RedisNodes nodes,
      String tag,
      Supplier<StoreTerms> terms,
      StoreCallObserver observer,
      boolean makes) {
    context = new RedisContext(settings, nodes, tag, terms, observer, makes);
    MemoryRoom room = new MemoryRoom(context.link(), settings.maxUnfinished(), nodes.nanos());
    Records records = new Records(context);
    QueueEntries entries = new QueueEntries(context);
    intake = new RedisIntake(context, room);
    queue = new RedisQueue(context, entries);
    pauses = new RedisPauses(context);
    workers = new RedisRoster(context);
    deadLetters = new RedisDeadLetters(context, records, room);
    replays = new RedisReplays(context, records, room);
    unknownOutcomes = new RedisUnknownOutcomes(context, records);
    ledger = new RedisLedger(context, records, entries);
    retention = new RedisRetention(context, ledger);
    conflicts = new RedisConflicts(context);
    books = new RedisBooks(context, records, entries);
    lists = new RedisLists(context, records, entries, ledger);
    healthBoard = new RedisHealthBoard(context);
    outbox = new RedisOutbox(context);
    traffic = new RedisTraffic(context);
    operatorLog = new RedisOperatorLog(context);
    inspection = new RedisInspection(context);
  }

  RedisContext context() {
    return context;
  }

  @Override
  public Intake intake() {
    return intake;
  }

  Intake intakeWithoutRoom() {
    return intake.withoutRoom();
  }

  @Override
  public WorkQueue queue() {
    return queue;
  }

  @Override
  public PauseSwitch pauses() {
    return pauses;
  }

  @Override
  public WorkerRoster workers() {
    return workers;
  }

  @Override
  public DeadLetters deadLetters() {
    return deadLetters;
  }

  @Override
  public Replays replays() {
    return replays;
  }

  @Override
  public UnknownOutcomes unknownOutcomes() {
    return unknownOutcomes;
  }

  @Override
  public Ledger ledger() {
    return ledger;
  }

  @Override
  public Retention retention() {
    return retention;
  }

  @Override
  public Conflicts conflicts() {
    return conflicts;
  }

  @Override
  public Books books() {
    return books;
  }

  @Override
  public PaymentLists lists() {
    return lists;
  }

  @Override
  public HealthBoard healthBoard() {
    return healthBoard;
  }

  @Override
  public Outbox outbox() {
    return outbox;
  }

  @Override
  public OperatorLog operatorLog() {
    return operatorLog;
  }

  @Override
  public TrafficLog traffic() {
    return traffic;
  }

  @Override
  public StoreInspection inspection() {
    return inspection;
  }

  /** The servers are closed by whoever opened them. */
  @Override
  public void close() {}
}

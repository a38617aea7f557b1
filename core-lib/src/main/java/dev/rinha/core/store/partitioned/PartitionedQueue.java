package dev.rinha.core.store.partitioned;

import static java.util.Comparator.comparingLong;

import dev.rinha.core.store.Claim;
import dev.rinha.core.store.Era;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.WorkQueue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What a worker does with accepted payments, each in its partition. A partition that does not
 * answer keeps nobody from going on with the others.
 */
final class PartitionedQueue implements WorkQueue {

  private static final Logger LOG = Logger.getLogger(PartitionedStore.class.getName());

  /** Some round trips. */
  private static final long HEARING_MILLIS = 100;

  private final Partitions partitions;
  private final PartitionedPurge purge;
  private final Eras eras;
  private final Holds holds;
  private final Untold untold = new Untold();
  private final Map<String, TakenAhead> ahead = new ConcurrentHashMap<>();
  private final Set<Partition> hearing = ConcurrentHashMap.newKeySet();

  PartitionedQueue(Partitions partitions, PartitionedPurge purge) {
    this.partitions = partitions;
    this.purge = purge;
    this.eras = new Eras(partitions.count());
    this.holds = new Holds(eras);
  }

  @Override
  public long answerBoundMillis() {
    return partitions.all().stream()
        .mapToLong(partition -> partition.store().queue().answerBoundMillis())
        .reduce(0, Math::max);
  }

  // Who takes payments.

  /**
   * {@inheritDoc}
   *
   * <p>The oldest of each partition: which of them is the oldest of all is not known before they
   * are taken.
   */
  @Override
  public List<Claim> take(String worker, int max, long waitMillis) {
    hearOfEras(worker);
    if (waitMillis > 0) {
      return outside(ahead(worker).take(max, waitMillis));
    }
    List<TakenAhead.Taken> taken = new ArrayList<>();
    TakenAhead before = ahead.get(worker);
    if (before != null) {
      taken.addAll(before.handOut(max));
    }
    taken.addAll(
        partitions.upTo(
            max - taken.size(),
            (partition, share) -> taken(partition, queue -> queue.take(worker, share, 0))));
    return outside(taken);
  }

  private TakenAhead ahead(String worker) {
    return ahead.computeIfAbsent(
        worker,
        _ ->
            new TakenAhead(
                partitions,
                new TakenAhead.Caller() {
                  @Override
                  public List<Claim> take(Partition partition, int max, long waitMillis) {
                    hearOfEra(worker, partition);
                    return partition.call(store -> store.queue().take(worker, max, waitMillis));
                  }

                  @Override
                  public void release(Partition partition, List<Claim> claims) {
                    releaseUnwanted(worker, partition, claims);
                  }
                }));
  }

  private static void releaseUnwanted(String worker, Partition partition, List<Claim> claims) {
    try {
      partition.store().queue().release(worker, claims);
    } catch (StoreException e) {
      LOG.log(Level.FINE, "what nobody wanted is taken over when its claim has timed out", e);
    }
  }

  @Override
  public List<Claim> takeOver(String worker, int max, long idleMillis) {
    hearOfEras(worker);
    Map<UUID, TakenAhead.Taken> last = Collections.synchronizedMap(new LinkedHashMap<>());
    var _ =
        partitions.upTo(
            max,
            (partition, share) -> {
              List<TakenAhead.Taken> taken =
                  taken(
                      partition,
                      queue ->
                          queue.takeOver(
                              worker, share + again(idleMillis, partition, last), idleMillis));
              return taken.stream().filter(one -> last.put(id(one.claim()), one) == null).toList();
            });
    return outside(List.copyOf(last.values()));
  }

  /** What needs not have been idle is taken over again first by whoever asks once more. */
  private static int again(
      long idleMillis, Partition partition, Map<UUID, TakenAhead.Taken> taken) {
    return idleMillis > 0
        ? 0
        : (int)
            List.copyOf(taken.values()).stream()
                .filter(one -> one.partition() == partition)
                .count();
  }

  @Override
  public List<Claim> takeBack(String worker, String processor, int max) {
    hearOfEras(worker);
    return outside(
        partitions.upTo(
            max,
            (partition, share) ->
                taken(partition, queue -> queue.takeBack(worker, processor, share))));
  }

  private static List<TakenAhead.Taken> taken(
      Partition partition, Function<WorkQueue, List<Claim>> take) {
    return partition.call(store -> take.apply(store.queue())).stream()
        .map(claim -> new TakenAhead.Taken(partition, claim))
        .toList();
  }

  private List<Claim> outside(List<TakenAhead.Taken> taken) {
    // First all are heard of, so that all are handed out in the era that has begun by now.
    taken.forEach(one -> eras.heard(one.partition(), one.claim().era()));
    return taken.stream()
        .map(one -> holds.outside(one.partition(), one.claim()))
        .sorted(comparingLong(Claim::queuedAtMillis))
        .toList();
  }

  /**
   * Whoever takes payments is at work, and has to know in which era each partition is before: one
   * that is heard of later looks as if its era had just begun. Nobody waits for long for that: the
   * payments of others can be taken meanwhile.
   */
  private void hearOfEras(String worker) {
    List<Partition> unheard =
        partitions.all().stream()
            .filter(partition -> eras.of(partition) == 0 && hearing.add(partition))
            .toList();
    CountDownLatch ended = new CountDownLatch(unheard.size());
    for (Partition partition : unheard) {
      partitions.elsewhere(
          () -> {
            hearing(worker, partition);
            ended.countDown();
          });
    }
    try {
      var _ = ended.await(HEARING_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while waiting for partitions", e);
    }
  }

  private void hearing(String worker, Partition partition) {
    try {
      hearOfEra(worker, partition);
    } catch (StoreException e) {
      LOG.log(Level.FINE, "in which era it is it will be asked again", e);
    } finally {
      hearing.remove(partition);
    }
  }

  private void hearOfEra(String worker, Partition partition) {
    if (eras.of(partition) == 0) {
      eras.heard(partition, partition.call(store -> store.queue().told(worker, 0, true)).number());
    }
  }

  // Who holds them.

  @Override
  public List<Claim> renew(String worker, List<Claim> claims) {
    Map<Integer, List<Integer>> places = partitions.places(claims, PartitionedQueue::id);
    List<Claim> inside = claims.stream().map(Holds::inside).toList();
    List<Part<List<Claim>>> parts =
        partitions.each(
            of(places),
            partition ->
                partition.call(
                    store ->
                        store.queue().renew(worker, Partitions.own(inside, places, partition))));
    if (parts.isEmpty()) {
      return List.of();
    }
    // What nobody has answered is not known to be lost.
    Set<Claim> lost = new HashSet<>();
    Partitions.answersOfSome(parts).forEach(lost::addAll);
    List<Claim> lostOutside = new ArrayList<>();
    for (int i = 0; i < claims.size(); i++) {
      if (lost.contains(inside.get(i))) {
        lostOutside.add(claims.get(i));
      }
    }
    return lostOutside;
  }

  @Override
  public void release(String worker, List<Claim> claims) {
    tell(claims, (queue, own) -> queue.release(worker, own));
  }

  @Override
  public void park(String worker, String processor, List<Claim> claims) {
    tell(claims, (queue, own) -> queue.park(worker, processor, own));
  }

  private interface Telling {
    void tell(WorkQueue queue, List<Claim> claims);
  }

  private void tell(List<Claim> claims, Telling telling) {
    Map<Integer, List<Integer>> places = partitions.places(claims, PartitionedQueue::id);
    List<Claim> inside = claims.stream().map(Holds::inside).toList();
    var _ =
        Partitions.answers(
            partitions.each(
                of(places),
                partition ->
                    partition.call(
                        Partitions.doing(
                            store ->
                                telling.tell(
                                    store.queue(), Partitions.own(inside, places, partition))))));
  }

  private List<Partition> of(Map<Integer, List<Integer>> places) {
    return places.keySet().stream().map(partitions.all()::get).toList();
  }

  // What they write.

  @Override
  public List<WriteResult> begin(String worker, List<Begin> sends) {
    return write(
        sends,
        Begin::claim,
        one -> new Begin(Holds.inside(one.claim()), one.intent(), one.history()),
        (queue, own) -> queue.begin(worker, own));
  }

  @Override
  public List<WriteResult> doubt(String worker, List<Doubt> doubts) {
    return write(
        doubts,
        Doubt::claim,
        one -> new Doubt(Holds.inside(one.claim()), one.intent(), one.sinceMillis(), one.history()),
        (queue, own) -> queue.doubt(worker, own));
  }

  @Override
  public List<WriteResult> clear(String worker, List<Clearance> clearances) {
    return write(
        clearances,
        Clearance::claim,
        one -> new Clearance(Holds.inside(one.claim()), one.history()),
        (queue, own) -> queue.clear(worker, own));
  }

  @Override
  public List<WriteResult> settle(List<Settlement> settlements) {
    return write(
        settlements,
        Settlement::claim,
        one ->
            new Settlement(
                Holds.inside(one.claim()), one.intent(), one.settledAtMillis(), one.history()),
        WorkQueue::settle);
  }

  @Override
  public List<WriteResult> giveUp(String worker, List<GiveUp> giveUps) {
    return write(
        giveUps,
        GiveUp::claim,
        one ->
            new GiveUp(Holds.inside(one.claim()), one.reason(), one.diedAtMillis(), one.history()),
        (queue, own) -> queue.giveUp(worker, own));
  }

  /**
   * What a partition does not answer is said so, one by one. Only where none answers the store does
   * not: then everything waits.
   */
  private <W> List<WriteResult> write(
      List<W> writes,
      Function<W, Claim> claim,
      Function<W, W> inside,
      BiFunction<WorkQueue, List<W>, List<WriteResult>> call) {
    List<StoreException> failures = new ArrayList<>();
    List<WriteResult> results =
        partitions.split(
            writes,
            write -> id(claim.apply(write)),
            (partition, own) ->
                partition.call(
                    store -> call.apply(store.queue(), own.stream().map(inside).toList())),
            why -> {
              failures.add(why);
              return WriteResult.NO_ANSWER;
            });
    boolean nothing = failures.size() == writes.size() && !failures.isEmpty();
    if (nothing && (partitions.noneAnswers() || partitions.count() == 1)) {
      throw failures.getFirst();
    }
    return results;
  }

  private static UUID id(Claim claim) {
    return claim.payment().correlationId();
  }

  // What they know.

  /**
   * {@inheritDoc}
   *
   * <p>A partition that does not answer is told when it is asked the next time for its era.
   */
  @Override
  public int recall(List<Recollection> recollections) {
    Map<Integer, List<Integer>> places = partitions.places(recollections, one -> id(one.claim()));
    List<Recollection> inside =
        recollections.stream()
            .map(one -> new Recollection(Holds.inside(one.claim()), one.state(), one.history()))
            .toList();
    for (Partition partition : of(places)) {
      untold.add(partition, Partitions.own(inside, places, partition));
    }
    List<Part<Integer>> parts = partitions.each(of(places), untold::tell);
    if (partitions.noneAnswers()) {
      return Partitions.answersOfSome(parts).size();
    }
    int news = 0;
    for (Part<Integer> part : parts) {
      news += part instanceof Part.Answered<Integer>(Integer some) ? some : 0;
    }
    return news;
  }

  @Override
  public Era told(String worker, long era, boolean waitsForOthers) {
    List<Part<Era>> parts =
        partitions.each(
            partitions.all(), partition -> told(partition, worker, era, waitsForOthers));
    purge.complete(eras.number());
    List<Era> told = Partitions.answersOfSome(parts);
    return new Era(
        eras.number(),
        told.size() == parts.size() && told.stream().allMatch(Era::complete),
        told.stream().anyMatch(Era::wentBack));
  }

  private Era told(Partition partition, String worker, long era, boolean waitsForOthers) {
    long own = eras.then(era, partition);
    untold.tell(partition);
    // How long others have had was counted without a partition that is heard of just now.
    boolean waits = waitsForOthers || (own == 0 && era != 0);
    Era told = partition.call(store -> store.queue().told(worker, own, waits));
    eras.heard(partition, told.number());
    return told;
  }

  @Override
  public void leave(String worker) {
    Optional.ofNullable(ahead.remove(worker)).ifPresent(TakenAhead::leave);
    // Where one does not answer, the others of the worker's go on waiting there.
    var _ =
        partitions.each(
            partitions.all(),
            partition -> partition.call(Partitions.doing(store -> store.queue().leave(worker))));
  }
}

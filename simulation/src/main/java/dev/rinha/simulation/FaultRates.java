package dev.rinha.simulation;

/**
 * What goes wrong in a simulation until the faults end. Rates are probabilities from 0 to 1;
 * numbers are how often something happens. Immutable.
 */
public record FaultRates(
    OfStore store,
    OfWire wire,
    OfProcessors processors,
    OfWorkers workers,
    OfClients clients,
    OfOperators operators,
    OfTime time) {

  /** Hours of virtual time take as long as hundreds of other simulations. */
  private static final double LONG_OUTAGES = 0.0002;

  private static final long SHORTEST_LONG_OUTAGE_MILLIS = 3_600_000;
  private static final long LONGEST_OUTAGE_MILLIS = 10_800_000;

  /** Nothing goes wrong. */
  static final FaultRates NONE =
      new FaultRates(
          new OfStore(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
          new OfWire(0, 0, 0, 0, 0),
          new OfProcessors(0, 0, 0, 0, 0, 0, true),
          new OfWorkers(0, 0, 0, 0, 0, 0),
          new OfClients(0, 0, 0, 0),
          new OfOperators(0, 0, 0),
          new OfTime(0, 0, 0));

  /**
   * The store and the way to it.
   *
   * @param fails a call is not executed
   * @param answerLost a call is executed, in part or in whole, and its caller learns of a failure
   * @param kept a call is not answered at all; if its caller cancels it, it may still be executed
   *     before the next one, and if not, at any time
   * @param slow a call takes long
   * @param strays a connection breaks under a write: its caller learns of a failure at once, and
   *     what the network has kept of that connection is executed long after, in no order
   * @param refused a payment is one whose writes the store cannot do
   * @param outages the store is away for a while, or answers and writes nothing
   * @param unreadPauses what is paused cannot be read for a while, and the rest can
   * @param regroupings the group of the queue is destroyed or set back to the beginning: everything
   *     unfinished is handed out as if it were new
   * @param queueLosses the queue is deleted; somebody notices and repairs it
   */
  public record OfStore(
      double fails,
      double answerLost,
      double kept,
      double slow,
      double strays,
      double refused,
      int outages,
      int unreadPauses,
      int regroupings,
      int queueLosses) {}

  /**
   * The way to the processors.
   *
   * @param reset a request is lost and its connection reset before it arrives
   * @param repeated something on the way repeats a request that was executed, and only the second
   *     answer comes back, a 422
   * @param answerLost an answer is lost
   * @param answeredByOthers something on the way answers, whether or not it passes the request on
   * @param lookupFails a look-up is not answered
   */
  public record OfWire(
      double reset,
      double repeated,
      double answerLost,
      double answeredByOthers,
      double lookupFails) {}

  /**
   * The processors.
   *
   * @param changes one gets another delay, or begins or ends to fail
   * @param outages one cannot be reached, is restarted, or stands still for a while
   * @param failsAfterInsert one answers 500 although it has stored the payment
   * @param interceptions something else answers for one, look-ups as well, for a while
   * @param lookUpLagMillis for so long at most look-ups do not find what was stored
   * @param nonsense a look-up is answered with a time or an amount that cannot be
   * @param ownFailures nobody but the processors answers 500
   */
  public record OfProcessors(
      int changes,
      int outages,
      double failsAfterInsert,
      int interceptions,
      long lookUpLagMillis,
      double nonsense,
      boolean ownFailures) {}

  /**
   * The workers.
   *
   * @param crashes one dies at any time
   * @param diesWhileActing one dies just when it has decided something
   * @param stops one is stopped in an orderly way
   * @param stalls one stands still for a while at any time
   * @param stallsWhileActing one stands still just when it has decided something
   * @param suspended one that stands still is suspended with its machine, and with the clock that
   *     measures its durations
   */
  public record OfWorkers(
      int crashes,
      double diesWhileActing,
      int stops,
      int stalls,
      double stallsWhileActing,
      double suspended) {}

  /**
   * Clients and API instances.
   *
   * @param repeats a payment is offered again
   * @param acceptLost an API instance dies between accepting a payment and saying so
   * @param poison a payment is one that every processor rejects
   * @param summaries one asks a worker for a summary
   */
  public record OfClients(double repeats, double acceptLost, double poison, int summaries) {}

  /**
   * Operators. What they do is no fault, but it comes in between.
   *
   * @param pauses one pauses the queue or a processor for a while
   * @param tidyUps one replays or discards dead letters, and one ends a doubt
   * @param purges everything is purged, by one worker in the midst of everything
   */
  public record OfOperators(int pauses, int tidyUps, int purges) {}

  /**
   * Clocks, and what is away or behind.
   *
   * @param clockJumps the clock of a machine is set forward or back, by seconds to hours
   * @param rewinds the store goes back in time, by up to some seconds: it was restarted without the
   *     last that it had confirmed, or replaced by a replica that lagged
   * @param longOutageMillis for how long the processors, the store or both are away at a stretch,
   *     hours; mostly 0
   */
  public record OfTime(int clockJumps, int rewinds, long longOutageMillis) {}

  /** Draws which faults a simulation has; each kind is missing in half of all simulations. */
  static FaultRates draw(RandomSource random) {
    return new FaultRates(
        new OfStore(
            random.rate(0.1),
            random.rate(0.1),
            random.rate(0.05),
            random.rate(0.1),
            random.rate(0.1),
            random.rate(0.1),
            random.times(3),
            random.times(2),
            random.times(2),
            random.chance(0.2) ? 1 : 0),
        new OfWire(
            random.rate(0.2),
            random.rate(0.1),
            random.rate(0.3),
            random.rate(0.2),
            random.rate(0.4)),
        new OfProcessors(
            random.times(12),
            random.times(5),
            random.rate(0.2),
            random.times(4),
            random.times(2_000),
            random.rate(0.5),
            random.chance(0.5)),
        new OfWorkers(
            random.times(5),
            random.rate(0.02),
            random.times(2),
            random.times(5),
            random.rate(0.02),
            random.rate(1)),
        new OfClients(random.rate(0.5), random.rate(0.2), random.rate(0.1), random.times(20)),
        new OfOperators(
            random.times(3), random.times(6), random.chance(0.3) ? random.between(1, 2) : 0),
        new OfTime(
            random.times(6),
            random.chance(0.5) ? random.times(3) : 0,
            random.chance(LONG_OUTAGES)
                ? random.between(SHORTEST_LONG_OUTAGE_MILLIS, LONGEST_OUTAGE_MILLIS)
                : 0));
  }

  /** The same without payments that are rejected. */
  FaultRates withoutPoison() {
    OfClients others = new OfClients(clients.repeats, clients.acceptLost, 0, clients.summaries);
    return new FaultRates(store, wire, processors, workers, others, operators, time);
  }

  /** The same with a queue that nobody touches past the store. */
  FaultRates withQueueLeftAlone() {
    return with(
        new OfStore(
            store.fails,
            store.answerLost,
            store.kept,
            store.slow,
            store.strays,
            store.refused,
            store.outages,
            store.unreadPauses,
            0,
            0));
  }

  /** The same with another store. */
  FaultRates with(OfStore newStore) {
    return new FaultRates(newStore, wire, processors, workers, clients, operators, time);
  }

  /** The same on another wire. */
  FaultRates with(OfWire newWire) {
    return new FaultRates(store, newWire, processors, workers, clients, operators, time);
  }

  /** The same with a store that goes back in time so often. */
  FaultRates withRewinds(int rewinds) {
    return with(new OfTime(time.clockJumps, rewinds, time.longOutageMillis));
  }

  /** The same with an outage for so long. */
  FaultRates withLongOutageMillis(long longOutageMillis) {
    return with(new OfTime(time.clockJumps, time.rewinds, longOutageMillis));
  }

  private FaultRates with(OfTime newTime) {
    return new FaultRates(store, wire, processors, workers, clients, operators, newTime);
  }

  /** The same with other processors. */
  FaultRates with(OfProcessors newProcessors) {
    return new FaultRates(store, wire, newProcessors, workers, clients, operators, time);
  }

  /** The same with other operators. */
  FaultRates with(OfOperators newOperators) {
    return new FaultRates(store, wire, processors, workers, clients, newOperators, time);
  }

  /** The same with other workers. */
  FaultRates with(OfWorkers newWorkers) {
    return new FaultRates(store, wire, processors, newWorkers, clients, operators, time);
  }
}

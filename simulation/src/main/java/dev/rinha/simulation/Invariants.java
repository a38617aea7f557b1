package dev.rinha.simulation;

import dev.rinha.core.engine.Command;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.WorkQueue;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The promises, one type each. */
final class Invariants {

  private static final int WINDOWS = 8;

  /** The partition that says in which generation the whole store is. */
  private static final int CONTROL = 0;

  private static final Optional<String> KEPT = Optional.empty();

  private Invariants() {}

  /** All promises for this scenario. */
  static List<Invariant> of(Scenario scenario) {
    return List.of(
        new IntakeIsIdempotent(scenario.maxUnfinished()),
        new AnnouncedBeforeSent(),
        new ExecutedAtOneProcessor(),
        new ExecutedAsAccepted(),
        new SettledOnlyIfExecuted(),
        new SettledOnce(),
        new NoContradiction(),
        new DeadForAReason(scenario.agesOut()),
        new ReplayedOnlyIfDead(),
        new PurgedStaysPurged(),
        new Conserved(scenario.faults().store().queueLosses() > 0),
        new BoundsKept(),
        new StopWritesWhatIsKnown(),
        new ReadBetweenSettlements(),
        new NothingLost(),
        new SummariesAgree(),
        new EverythingFinishes(),
        new NothingThrows());
  }

  private static Optional<String> when(boolean broken, Supplier<String> what) {
    return broken ? Optional.of(what.get()) : KEPT;
  }

  /** The first offer of a payment decides its amount; later ones change nothing and are told so. */
  record IntakeIsIdempotent(long maxUnfinished) implements Invariant {
    @Override
    public Optional<String> broken(Fact fact, Oracle oracle) {
      if (!(fact instanceof Fact.Offered(Track track, var amount, Acceptance answer))) {
        return KEPT;
      }
      boolean known = oracle.current(track);
      boolean right =
          switch (answer) {
            case Acceptance.Accepted _ -> !known;
            case Acceptance.Replayed _ -> known && amount.equals(track.accepted);
            case Acceptance.Conflict(var earlier) ->
                known && earlier.equals(track.accepted) && !amount.equals(earlier);
            case Acceptance.QueueFull _ -> !known && oracle.unfinished() >= maxUnfinished;
            // Nobody says here who he is.
            case Acceptance.ReplayedOfNobody _, Acceptance.NotOfClient _, Acceptance.ShareFull _ ->
                false;
          };
      return right ? KEPT : Optional.of(answer + " for " + amount + " of " + track);
    }
  }

  /** No byte leaves before the store knows where it goes and which time is in it. */
  record AnnouncedBeforeSent() implements Invariant {
    @Override
    public Optional<String> broken(Fact fact, Oracle oracle) {
      if (!(fact instanceof Fact.FirstByte(Track track, Command.Send send, var stored))
          || !oracle.current(track)) {
        return KEPT;
      }
      return stored.map(state -> announced(state, send.intent())).orElse(false)
              || (oracle.wentBack() && track.announced.contains(send.intent()))
          ? KEPT
          : Optional.of("%s leaves while the store has %s".formatted(send, stored));
    }

    private static boolean announced(PaymentState stored, Intent sent) {
      return switch (stored) {
        case PaymentState.Sending(Intent intent) -> intent.equals(sent);
        case PaymentState.InDoubt(Intent intent, _) -> intent.equals(sent);
        case PaymentState.Settled(Intent intent, _) -> intent.equals(sent);
        case PaymentState.Queued _, PaymentState.Dead _, PaymentState.Discarded _ -> false;
      };
    }
  }

  /** A payment is executed at one processor at most, once. */
  record ExecutedAtOneProcessor() implements Invariant {
    @Override
    public Optional<String> broken(Fact fact, Oracle oracle) {
      return fact instanceof Fact.Inserted(Track track, var executed)
          ? when(!track.executed.isEmpty(), () -> "executed again by " + executed + ": " + track)
          : KEPT;
    }
  }

  /**
   * Only what was accepted is executed, with the amount of the acceptance, and nothing that is
   * dead.
   */
  record ExecutedAsAccepted() implements Invariant {
    @Override
    public Optional<String> broken(Fact fact, Oracle oracle) {
      if (!(fact instanceof Fact.Inserted(Track track, var executed))) {
        return KEPT;
      }
      boolean accepted = track.accepted != null && track.accepted.cents() == executed.cents();
      return (accepted && !track.dead) || (track.rewound && track.acceptedAs(executed.cents()))
          ? KEPT
          : Optional.of("executed as %s: %s".formatted(executed, track));
    }
  }

  /** What is settled is stored at that processor, with that amount and that time. */
  record SettledOnlyIfExecuted() implements Invariant {
    @Override
    public Optional<String> broken(Fact fact, Oracle oracle) {
      return fact instanceof Fact.Settled(Track track, var settlement)
              && !track.executedAs(settlement.intent(), settlement.claim().payment().amount())
          ? Optional.of("settled as %s: %s".formatted(settlement.intent(), track))
          : KEPT;
    }
  }

  /** Nothing is settled twice. */
  record SettledOnce() implements Invariant {
    @Override
    public Optional<String> broken(Fact fact, Oracle oracle) {
      return fact instanceof Fact.Settled(Track track, _)
          ? when(
              track.settled != null || (track.dead && !track.rewound),
              () -> "settled again: " + track)
          : KEPT;
    }
  }

  /** No worker learns of an execution that contradicts the store. */
  record NoContradiction() implements Invariant {
    @Override
    public Optional<String> broken(Fact fact, Oracle oracle) {
      return fact instanceof Fact.Contradicted(Track track, WorkQueue.Settlement settlement)
              // Accepted again with another amount, after the store had lost it: executed as
              // before.
              && track.acceptedEver.size() <= 1
          ? Optional.of("%s is refused: %s".formatted(settlement, track))
          : KEPT;
    }
  }

  /** Dead letters are payments that were rejected or too old, and that nobody has executed. */
  record DeadForAReason(boolean agesOut) implements Invariant {
    @Override
    public Optional<String> broken(Fact fact, Oracle oracle) {
      if (!(fact instanceof Fact.GivenUp(Track track, var giveUp))) {
        return KEPT;
      }
      boolean rejected = track.poison && giveUp.reason().startsWith("rejected by ");
      boolean aged = agesOut && giveUp.reason().startsWith("could not be executed within ");
      if (track.acceptedEver.size() > 1 && giveUp.reason().contains(" has it with ")) {
        return KEPT;
      }
      boolean alive = !track.dead && track.settled == null && track.executed.isEmpty();
      return alive && (rejected || aged)
          ? KEPT
          : Optional.of("given up for '%s': %s".formatted(giveUp.reason(), track));
    }
  }

  /**
   * Only dead letters are replayed or discarded, each death once, and nothing has them executed
   * later.
   */
  record ReplayedOnlyIfDead() implements Invariant {
    @Override
    public Optional<String> broken(Fact fact, Oracle oracle) {
      return switch (fact) {
        case Fact.Replayed(Track track) -> when(!mayEnd(track, oracle), () -> "replayed: " + track);
        case Fact.Discarded(Track track) ->
            when(!mayEnd(track, oracle), () -> "discarded: " + track);
        default -> KEPT;
      };
    }

    private static boolean mayEnd(Track track, Oracle oracle) {
      return oracle.current(track) && track.dead && !track.discarded && track.settled == null;
    }
  }

  /** Nothing of an earlier generation changes the store. */
  record PurgedStaysPurged() implements Invariant {
    @Override
    public Optional<String> broken(Fact fact, Oracle oracle) {
      return switch (fact) {
        case Fact.Moved(Track track, var claim, _) ->
            when(claim.generation() != oracle.generation(track), () -> "moved by " + claim);
        case Fact.Settled(Track track, var settlement) ->
            when(
                settlement.claim().generation() < oracle.generation(track),
                () -> "settled: " + track);
        case Fact.GivenUp(Track track, _) ->
            when(!oracle.current(track), () -> "given up: " + track);
        case Fact.Purged(int partition, long generation) ->
            when(
                generation <= oracle.generation(partition),
                () -> "purged into generation " + generation);
        default -> KEPT;
      };
    }
  }

  /**
   * Accepted = settled + queued + in flight + in doubt + dead + discarded, and all of that is what
   * happened; unless somebody deletes the queue.
   */
  record Conserved(boolean mayBeMissing) implements Invariant {
    @Override
    public Optional<String> broken(Fact fact, Oracle oracle) {
      if (!(fact instanceof Fact.Counted(var census))) {
        return KEPT;
      }
      return (census.conserved() || (mayBeMissing && census.missing() > 0))
              && census.generation() == oracle.generation(CONTROL)
              && census.accepted() == oracle.accepted()
              && census.settled() == oracle.settled()
              && census.dead() == oracle.dead()
              && census.discarded() == oracle.discarded()
          ? KEPT
          : Optional.of(
              "%s, but accepted %s, settled %s, dead %s, discarded %s in generation %s"
                  .formatted(
                      census,
                      oracle.accepted(),
                      oracle.settled(),
                      oracle.dead(),
                      oracle.discarded(),
                      oracle.generation(CONTROL)));
    }
  }

  /** Every limit holds. */
  record BoundsKept() implements Invariant {
    @Override
    public Optional<String> broken(Fact fact, Oracle oracle) {
      return switch (fact) {
        case Fact.InFlight(var worker, var processor, int count, int bound) when count > bound ->
            Optional.of(
                "%s has %s in flight to %s, allowed are %s"
                    .formatted(worker, count, processor, bound));
        case Fact.Holding(var worker, int count, int bound) when count > bound ->
            Optional.of("%s holds %s, allowed are %s".formatted(worker, count, bound));
        default -> KEPT;
      };
    }
  }

  /** A worker that is stopped tells the store first what it knows to be executed. */
  record StopWritesWhatIsKnown() implements Invariant {
    @Override
    public Optional<String> broken(Fact fact, Oracle oracle) {
      return fact instanceof Fact.Stopped(var worker, var unwritten)
          ? when(!unwritten.isEmpty(), () -> worker + " stops without writing " + unwritten)
          : KEPT;
    }
  }

  /**
   * Who reads the books by way of a worker sees what it knew to be executed before, and what it had
   * asked for; and nothing is settled meanwhile.
   */
  record ReadBetweenSettlements() implements Invariant {
    @Override
    public Optional<String> broken(Fact fact, Oracle oracle) {
      return switch (fact) {
        case Fact.LetIn(var worker, var unwritten, var unanswered) ->
            when(
                !unwritten.isEmpty() || !unanswered.isEmpty(),
                () ->
                    worker + " lets in without writing " + unwritten + " or asking " + unanswered);
        case Fact.SettledWhileRead(var worker, int readers) ->
            when(readers > 0, () -> worker + " settles while " + readers + " read");
        default -> KEPT;
      };
    }
  }

  /** In the end every accepted payment is settled and executed once, or dead and not executed. */
  record NothingLost() implements Invariant {
    @Override
    public Optional<String> broken(Fact fact, Oracle oracle) {
      if (!(fact instanceof Fact.Rested(Ledger ledger, _))) {
        return KEPT;
      }
      return oracle.tracks().stream()
          .filter(track -> oracle.current(track) && !accountedFor(track, ledger))
          .findFirst()
          .map(track -> ledger.find(track.correlationId) + " of " + track);
    }

    private static boolean accountedFor(Track track, Ledger ledger) {
      return ledger
          .find(track.correlationId)
          .filter(stored -> stored.payment().amount().equals(track.accepted))
          .map(
              stored ->
                  switch (stored.state()) {
                    case PaymentState.Settled(Intent intent, _) ->
                        track.executed.size() == 1
                            && track.executedAs(intent, stored.payment().amount());
                    // Nobody asks about a dead letter of which only a dead worker knows that it was
                    // put back; the audit with the processors names it.
                    case PaymentState.Dead _, PaymentState.Discarded _ ->
                        track.executed.isEmpty()
                            || track.acceptedEver.size() > 1
                            || track.replayLost;
                    case PaymentState.Queued _, PaymentState.Sending _, PaymentState.InDoubt _ ->
                        false;
                  })
          .orElse(false);
    }
  }

  /** In the end aggregates, ledger and processors agree about every window. */
  record SummariesAgree() implements Invariant {
    @Override
    public Optional<String> broken(Fact fact, Oracle oracle) {
      if (!(fact instanceof Fact.Rested(Ledger ledger, RandomSource random))) {
        return KEPT;
      }
      List<Track.Executed> executed =
          oracle.tracks().stream()
              .filter(track -> oracle.current(track) && !track.dead)
              .flatMap(track -> track.executed.stream())
              .toList();
      return windows(executed, random).stream()
          .map(window -> compare(window, ledger, executed))
          .flatMap(Optional::stream)
          .findFirst();
    }

    private static List<TimeWindow> windows(List<Track.Executed> executed, RandomSource random) {
      List<TimeWindow> windows = new ArrayList<>();
      windows.add(TimeWindow.ALL);
      for (int i = 0; i < WINDOWS && !executed.isEmpty(); i++) {
        long one = random.pick(executed).requestedAtMillis() + random.between(-1, 1);
        long other = random.pick(executed).requestedAtMillis() + random.between(-1, 1);
        windows.add(new TimeWindow(Math.min(one, other), Math.max(one, other)));
      }
      return windows;
    }

    private static Optional<String> compare(
        TimeWindow window, Ledger ledger, List<Track.Executed> executed) {
      Summary aggregates = ledger.summary(window);
      SortedMap<String, Totals> entries = new TreeMap<>();
      ledger.entries(
          window, (LedgerEntry entry) -> add(entries, entry.processor(), entry.amountCents()));
      SortedMap<String, Totals> processors = new TreeMap<>();
      for (Track.Executed one : executed) {
        if (window.contains(one.requestedAtMillis())) {
          add(processors, one.processor(), one.cents());
        }
      }
      return aggregates.processors().equals(entries) && entries.equals(processors)
          ? KEPT
          : Optional.of(
              "%s: aggregates %s, ledger %s, processors %s"
                  .formatted(window, aggregates.processors(), entries, processors));
    }

    private static void add(SortedMap<String, Totals> totals, String processor, long cents) {
      totals.merge(processor, new Totals(1, cents), Totals::plus);
    }
  }

  /** When the faults have ended, everything is finished within a bound. */
  record EverythingFinishes() implements Invariant {
    @Override
    public Optional<String> broken(Fact fact, Oracle oracle) {
      return fact instanceof Fact.NotRested(long faultlessMillis)
          ? Optional.of(
              "%s ms after the faults have ended generations are %s, and there are unfinished payments: %s"
                  .formatted(
                      faultlessMillis,
                      oracle.generations(),
                      oracle.tracks().stream()
                          .filter(t -> oracle.current(t) && t.settled == null && !t.dead)
                          .toList()))
          : KEPT;
    }
  }

  /** Nothing throws. */
  record NothingThrows() implements Invariant {
    @Override
    public Optional<String> broken(Fact fact, Oracle oracle) {
      return fact instanceof Fact.Threw(RuntimeException exception)
          ? Optional.of(exception + " at " + List.of(exception.getStackTrace()).subList(0, 3))
          : KEPT;
    }
  }
}

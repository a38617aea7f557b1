package dev.rinha.core.execution;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.event.PaymentEvent;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.routing.AnswerTimes;
import dev.rinha.core.routing.Backlog;
import dev.rinha.core.routing.Decision;
import dev.rinha.core.routing.ProcessorMonitor;
import dev.rinha.core.routing.Quote;
import dev.rinha.core.routing.Reason;
import dev.rinha.core.routing.Router;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.Era;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.WorkQueue;
import dev.rinha.core.store.WorkQueue.Write;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeSet;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Decides what one worker does: events in, commands out. It reads no clock, does no I/O and starts
 * no thread, so the simulation runs this very class under a virtual clock.
 *
 * <p><b>The idea.</b> A payment that a worker holds is in exactly one {@link Stage}, and every
 * stage has exactly one thing outstanding: a store write, a request, or a time to wake up. Nothing
 * is sent before the store has confirmed the intent. An attempt without a definitive answer binds
 * the payment to its processor and its {@code requestedAt}; from then on only the resolution moves
 * it: ask the processor, and when it does not have the payment send the same request again, at a
 * pace that backs off and with a bound on how many are looked into at once, so that fresh payments
 * are never held up by doubtful ones. A processor that does not have the payment is believed only
 * when nothing can be on its way any more.
 *
 * <p>A processor that leaves many payments in doubt and tells nothing of them would take all the
 * room there is. Beyond a bound they are parked: the worker forgets them, and the store keeps them
 * apart from what a dead worker has left, which is looked for often. They are taken back as room
 * allows, and their bound in time counts anew then: late, never early.
 *
 * <p><b>Several workers.</b> The store refuses to begin an attempt without a valid claim, and a
 * send carries the last moment at which its first byte may leave. Facts (a settlement) are accepted
 * without a claim.
 *
 * <p><b>A store that went back in time</b> begins a new {@link dev.rinha.core.store.Era}. Claims of
 * the one before are worth nothing; what the worker knows is told again before anything is sent. As
 * long as another worker that may know more has not told, each payment is asked for at every
 * processor first.
 *
 * <p><b>Rejected:</b> asking the processor before every send (doubles the requests); retrying a 5xx
 * at another processor without asking (a processor may answer 500 after it stored the payment).
 *
 * <p>Not thread safe.
 */
public final class ExecutionCore {

  private static final long STORE_BACKOFF_MILLIS = 200;
  private static final long RESOLVER_BUSY_MILLIS = 50;
  private static final long REFUSAL_BACKOFF_MILLIS = 500;
  private static final long MAX_REFUSAL_BACKOFF_MILLIS = 30_000;

  /**
   * How often one request is asked about while its answer is late: each time after twice as long.
   */
  private static final int MOST_ASKED_WHILE_LATE = 3;

  private static final Outcome NEVER_LEFT =
      new Outcome.NotSent("its first byte may not leave any more");

  /** Stands for all amounts where they make no difference. */
  private static final Money ANY_AMOUNT = new Money(0);

  /** A wait shorter than this is not worth a step in the history. */
  private static final long NOTABLE_WAIT_MILLIS = 100;

  /** Claims are renewed, and those of others inspected, this many times per claim timeout. */
  private static final int CHECKS_PER_CLAIM_TIMEOUT = 4;

  private final ExecutionSettings settings;
  private final Router router;
  private final InDoubtPace pace;
  private final PauseWatch pauses = new PauseWatch();
  private final EraWatch eras;
  private final Notices notices = new Notices();

  /** Of each processor one payment that it certainly has. */
  private final Map<String, UUID> executedLast = new HashMap<>();

  private final Map<Long, Execution> held = new LinkedHashMap<>();
  private final Map<UUID, Execution> heldByPayment = new HashMap<>();
  private final TreeSet<Execution> waiting =
      new TreeSet<>(
          Comparator.<Execution>comparingLong(e -> e.turnMillis).thenComparingLong(e -> e.ticket));
  private final List<Execution> staleIntents = new ArrayList<>();
  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(
          Comparator.comparingLong(Alarm::atMillis).thenComparingLong(Alarm::ticket));
  private final Map<Reason, Long> decisions = new EnumMap<>(Reason.class);
  private final Map<String, Long> lookups = new HashMap<>();

  /** Questions whether a processor has a payment that are out: their numbers, in order. */
  private final Map<Long, Long> questions = new LinkedHashMap<>();

  /** Those of them about a request whose answer is late. */
  private final Map<Long, Late> late = new HashMap<>();

  /** Where an answer is still to come for a payment that was found to be executed without it. */
  private final Map<Long, String> answersToCome = new HashMap<>();

  /** How many of those held are in doubt, by processor. */
  private final Map<String, Integer> doubts = new HashMap<>();

  private final Map<String, List<Claim>> toPark = new LinkedHashMap<>();
  private List<Command> commands = new ArrayList<>();
  private Now decidedAt = new Now(0, 0);
  private long nextTicket = 1;
  private int resolving;
  private boolean taking;
  private boolean takingOver;

  /** Whose parked payments are looked for next, counted from 1; 0 for what others have left. */
  private int takeBackFrom;

  private boolean renewing;
  private boolean paused;
  private boolean stopped;
  private long storeBackAtMillis = Long.MIN_VALUE;
  private long takeOverAtMillis = Long.MIN_VALUE;
  private long renewAtMillis = Long.MIN_VALUE;
  private long holdUntilMillis = Long.MIN_VALUE;
  private long heldAtMillis = Long.MIN_VALUE;
  private Map<Money, Reason> holdReasons = Map.of();
  private boolean moreInStore;
  private int asked;
  private long askEverywhereAtMillis = Long.MAX_VALUE;
  private long conflicts;
  private long forgotten;
  private long refusedWrites;

  private record Alarm(long atMillis, long ticket) {}

  private record Late(Execution execution, Stage.AwaitsAnswer request) {}

  /** Creates one that holds nothing yet. */
  public ExecutionCore(ExecutionSettings settings, Router router, RandomGenerator random) {
    this.settings = settings;
    this.router = router;
    this.pace = new InDoubtPace(settings.inDoubtBoundMillis(), random);
    this.eras =
        new EraWatch(
            settings.longestOnItsWayMillis()
                + router.monitors().stream()
                    .mapToLong(monitor -> monitor.settings().lookUpLagMillis())
                    .max()
                    .orElse(0));
  }

  /**
   * Takes note of an event.
   *
   * @param now the time on both clocks
   */
  public void on(Event event, Now now) {
    switch (event) {
      case Event.Taken(List<Claim> claims) -> {
        taking = false;
        moreInStore = claims.size() >= asked;
        claims.forEach(claim -> hold(claim, now));
      }
      case Event.TakenOver(List<Claim> claims) -> {
        takingOver = false;
        takeOverAtMillis = now.monotonicMillis();
        claims.forEach(claim -> hold(claim, now));
        if (claims.isEmpty() || takeBackFrom > 0) {
          nextTakeOver(claims.isEmpty(), now);
        }
      }
      case Event.TakeFailed _ -> {
        taking = false;
        storeIsAway(now);
      }
      case Event.TakeOverFailed _ -> {
        takingOver = false;
        takeOverAtMillis = now.monotonicMillis() + STORE_BACKOFF_MILLIS;
      }
      case Event.Renewed(List<Long> lostTickets) -> {
        renewing = false;
        lostTickets.forEach(this::claimLost);
      }
      case Event.RenewFailed _ -> {
        renewing = false;
        renewAtMillis = now.monotonicMillis() + STORE_BACKOFF_MILLIS;
      }
      case Event.Written(long ticket, Write result) -> written(ticket, result, now);
      case Event.WriteFailed(long ticket) -> writeFailed(ticket, now);
      case Event.Answered(long ticket, Outcome outcome, long tookMillis) ->
          answered(ticket, outcome, tookMillis, now);
      case Event.TooLate(long ticket) -> tooLate(ticket, now);
      case Event.LookedUp(long ticket, Lookup lookup) -> lookedUp(ticket, lookup, now);
      case Event.HealthSeen(String processor, HealthReport report, long ageMillis) ->
          router
              .monitor(processor)
              .reported(report, now.monotonicMillis() - ageMillis, now.monotonicMillis());
      case Event.PausesRead(Pauses seen) -> pausesRead(seen, now);
      case Event.Told(long told, Era era, int news) -> {
        forgotten += news;
        if (eras.number() != 0 && era.number() > eras.number()) {
          eraBegins(era.number(), now);
        }
        eras.told(told, era, now.monotonicMillis());
      }
      case Event.TellFailed _ -> eras.notTold(now.monotonicMillis());
      case Event.PausesUnread _ -> pauses.notSeen(now.monotonicMillis());
      case Event.Tick _ -> {}
      case Event.Pause _ -> paused = true;
      case Event.Resume _ -> paused = stopped;
      case Event.Purged(long generation) -> purged(generation);
      case Event.Stop _ -> stop();
    }
  }

  /**
   * Decides what is to be done now. Call it after each batch of events, and when the time it asked
   * for has come.
   *
   * @param now the time on both clocks
   * @return the commands in order; each is to be carried out once
   */
  public List<Command> decide(Now now) {
    decidedAt = now;
    ring(now);
    lookForPauses(now);
    tell(now);
    route(now);
    takeMore(now);
    renew(now);
    notices.look(router.monitors(), now.monotonicMillis(), commands);
    toPark.forEach((processor, claims) -> commands.add(new Command.Park(processor, claims)));
    toPark.clear();
    List<Command> decided = commands;
    commands = new ArrayList<>();
    return decided;
  }

  /**
   * When to call {@link #decide} again if no event comes before, in milliseconds on the monotonic
   * clock; {@link Long#MAX_VALUE} for never.
   */
  public long wakeAtMillis() {
    long wake = Long.MAX_VALUE;
    if (!paused) {
      wake = takingOver ? wake : Math.max(takeOverAtMillis, storeBackAtMillis);
    }
    if (!paused && pauses.queueRuns()) {
      wake =
          waiting.isEmpty() || !eras.allTold()
              ? wake
              : Math.min(wake, Math.max(holdUntilMillis, storeBackAtMillis));
      wake = taking || !roomForMore() ? wake : Math.min(wake, storeBackAtMillis);
    }
    if (!paused && eras.allTold()) {
      wake = Math.min(wake, Math.max(askEverywhereAtMillis, storeBackAtMillis));
    }
    wake = stopped ? wake : Math.min(wake, pauses.wakeAtMillis());
    wake = stopped ? wake : Math.min(wake, eras.wakeAtMillis());
    wake = renewing || held.isEmpty() ? wake : Math.min(wake, renewAtMillis);
    return alarms.isEmpty() ? wake : Math.min(wake, alarms.peek().atMillis());
  }

  /** When it decided last: the moment at which a question to it is answered. */
  public Now decidedAt() {
    return decidedAt;
  }

  /** Payments held, whatever their stage. */
  public int heldCount() {
    return held.size();
  }

  /** Payments held that wait to be sent. */
  public int waitingCount() {
    return waiting.size();
  }

  /**
   * What a payment that waits here would cost at each processor, in the order of their fees; empty
   * if it does not wait here, or the policy does not compare costs.
   */
  public List<Quote> quotes(UUID correlationId) {
    return waiting.stream()
        .filter(execution -> execution.payment().correlationId().equals(correlationId))
        .findFirst()
        .map(execution -> quotes(execution, decidedAt))
        .orElse(List.of());
  }

  private List<Quote> quotes(Execution execution, Now now) {
    return router.quotes(
        execution.payment(), execution.acceptedAtMillis, backlog(now), now.monotonicMillis());
  }

  /** Whether nothing is being sent, asked or written. */
  public boolean quiet() {
    return held.values().stream().allMatch(ExecutionCore::idle);
  }

  /** How many payments were sent or held for each reason since the start. */
  public Map<Reason, Long> decisions() {
    return Map.copyOf(decisions);
  }

  /** How many questions processors were asked since the start. */
  long questionsAsked() {
    return lookups.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether all questions up to this number are answered. */
  boolean questionsAnswered(long questionNumber) {
    return questions.isEmpty() || questions.values().iterator().next() > questionNumber;
  }

  /** How often a processor was asked whether it has a payment since the start. */
  public long lookups(String processor) {
    return lookups.getOrDefault(processor, 0L);
  }

  /** Settlements that the store refused because the payment had been given to another attempt. */
  public long conflicts() {
    return conflicts;
  }

  /** Of how many payments it had to tell the store again, because it had gone back in time. */
  public long forgotten() {
    return forgotten;
  }

  /** Whether payments are asked for at every processor before they are sent. */
  public boolean asksEverywhere() {
    return eras.doubtsQueued(decidedAt.monotonicMillis());
  }

  /** How often the store could not do a write, while it did others. */
  public long refusedWrites() {
    return refusedWrites;
  }

  /** Payments held of which the store could not do the last write. */
  public long refusedCount() {
    return held.values().stream().filter(execution -> execution.refusals > 0).count();
  }

  /** What is known of the processors, cheapest first. */
  public List<ProcessorMonitor> monitors() {
    return router.monitors();
  }

  /** What operators have paused, as far as this worker knows. */
  public Pauses pauses() {
    return pauses.pauses();
  }

  private static boolean idle(Execution execution) {
    return execution.stage instanceof Stage.Idle;
  }

  // Holding and losing payments.

  private void hold(Claim claim, Now now) {
    if (stopped) {
      commands.add(new Command.Release(List.of(claim)));
      return;
    }
    if (claim.era() > eras.number()) {
      eraBegins(claim.era(), now);
    } else if (claim.era() < eras.number()) {
      commands.add(new Command.Release(List.of(claim)));
      return;
    }
    if (held.isEmpty()) {
      renewAtMillis = now.monotonicMillis() + checkInterval();
    }
    Execution earlier = heldByPayment.get(claim.payment().correlationId());
    if (earlier != null && earlier.holdsBy(claim)) {
      return;
    }
    Execution execution = new Execution(nextTicket++, claim, now);
    execution.doubtTold = claim.state() instanceof PaymentState.InDoubt;
    held.put(execution.ticket, execution);
    heldByPayment.put(claim.payment().correlationId(), execution);
    if (earlier != null) {
      claimLost(earlier.ticket);
    }
    switch (claim.state()) {
      case PaymentState.Queued _ -> waitToBeSent(execution, false, now);
      case PaymentState.Sending(Intent intent) -> takenOver(execution, intent, now);
      case PaymentState.InDoubt(Intent intent, long _) -> takenOver(execution, intent, now);
      case PaymentState.Settled _, PaymentState.Dead _, PaymentState.Discarded _ ->
          throw new IllegalArgumentException("a finished payment cannot be claimed: " + claim);
    }
  }

  /**
   * Its former holder may have sent it until just now, and may not have lived to say that it is in
   * doubt.
   */
  private void takenOver(Execution execution, Intent intent, Now now) {
    long since = now.monotonicMillis();
    doubt(execution, new Stage.InDoubt(intent, afterUnknownMillis(intent, now), since, since), now);
  }

  private void claimLost(long ticket) {
    Execution execution = held.get(ticket);
    if (execution == null) {
      return;
    }
    execution.claimLost = true;
    if (idle(execution)) {
      lose(execution);
    }
    // Otherwise something is out that may still tell that the payment was executed.
  }

  /**
   * Lets go of a payment with nothing out if it is another's now, or if this worker is stopping.
   */
  private boolean mayNotKeep(Execution execution) {
    if (execution.claimLost || stopped) {
      if (!execution.claimLost) {
        commands.add(new Command.Release(List.of(execution.claim)));
      }
      drop(execution);
      return true;
    }
    return false;
  }

  /**
   * It is another's now, or the store has gone back in time and this worker has not noticed yet:
   * then it will want to be told.
   */
  private void lose(Execution execution) {
    eras.remember(execution.recollection(decidedAt), decidedAt.monotonicMillis());
    drop(execution);
  }

  private void drop(Execution execution) {
    held.remove(execution.ticket);
    heldByPayment.remove(execution.payment().correlationId(), execution);
    waiting.remove(execution);
    noLongerInDoubt(execution);
  }

  private void noLongerInDoubt(Execution execution) {
    execution.noLongerInDoubt();
    doubts.computeIfPresent(execution.doubtfulAt, (_, count) -> count - 1);
    execution.doubtfulAt = "";
  }

  private void purged(long generation) {
    executedLast.clear();
    for (Execution execution : List.copyOf(held.values())) {
      if (execution.claim.generation() < generation) {
        claimLost(execution.ticket);
      }
    }
  }

  private void stop() {
    paused = true;
    stopped = true;
    List<Execution> idle = held.values().stream().filter(ExecutionCore::idle).toList();
    if (!idle.isEmpty()) {
      commands.add(new Command.Release(idle.stream().map(e -> e.claim).toList()));
      idle.forEach(this::drop);
    }
  }

  // A store that went back in time.

  /** Claims of the era before mean nothing any more, but what is known of their payments does. */
  private void eraBegins(long number, Now now) {
    List<Execution> all = List.copyOf(held.values());
    all.stream()
        .filter(execution -> !idle(execution))
        .forEach(execution -> eras.remember(execution.recollection(now), now.monotonicMillis()));
    List<Execution> idle = all.stream().filter(ExecutionCore::idle).toList();
    if (!idle.isEmpty()) {
      commands.add(new Command.Release(idle.stream().map(execution -> execution.claim).toList()));
    }
    all.forEach(execution -> claimLost(execution.ticket));
    eras.begin(number, now.monotonicMillis());
    takeOverAtMillis = now.monotonicMillis();
  }

  private void tell(Now now) {
    if (!stopped && eras.tellDue(now.monotonicMillis())) {
      commands.add(eras.tell(now.monotonicMillis()));
    }
  }

  /** Whether the payment must be asked for at every processor before it is sent. */
  private boolean mustBeAskedFor(Execution execution, Now now) {
    return !execution.askedEverywhere && eras.doubtsQueued(now.monotonicMillis());
  }

  private void askEverywhereIfDue(Execution execution, Now now) {
    if (execution.askEverywhereAtMillis > now.monotonicMillis()) {
      askEverywhereAtMillis = Math.min(askEverywhereAtMillis, execution.askEverywhereAtMillis);
    } else if (resolving < settings.maxResolving()
        && execution.stage instanceof Stage.Waiting waits) {
      waiting.remove(execution);
      askEverywhere(execution, waits, now);
    }
  }

  private void askEverywhere(Execution execution, Stage.Idle then, Now now) {
    resolving++;
    ask(execution, new Stage.AskingEverywhere(then, 0, now.monotonicMillis()));
  }

  private void ask(Execution execution, Stage.AskingEverywhere asking) {
    execution.stage = asking;
    find(execution.ticket, execution, asked(execution, asking));
  }

  /** What is asked about: which processor, and when it can have been sent at the earliest. */
  private Intent asked(Execution execution, Stage.AskingEverywhere asking) {
    return new Intent(
        router.monitors().get(asking.processor()).name(), execution.payment().acceptedAtMillis());
  }

  private void askedEverywhere(
      Execution execution, Stage.AskingEverywhere asking, Lookup lookup, Now now) {
    switch (lookup) {
      case Lookup.Found found -> {
        resolving--;
        execution.noteFound(now.wallMillis());
        Intent executed =
            new Intent(asked(execution, asking).processor(), found.requestedAtMillis());
        correct(execution, executed, found, now);
      }
      case Lookup.Absent _ when asking.processor() + 1 < router.monitors().size() ->
          ask(execution, asking.next());
      case Lookup.Absent _ -> {
        resolving--;
        execution.askedEverywhere =
            asking.askedAtMillis() >= eras.nothingOnItsWayAtMillis()
                || asking.then() instanceof Stage.Waiting
                    && !eras.doubtsQueued(now.monotonicMillis());
        execution.askEverywhereAtMillis = eras.nothingOnItsWayAtMillis();
        goOn(execution, asking.then(), now);
      }
      case Lookup.Unavailable _ -> {
        resolving--;
        execution.askEverywhereAtMillis =
            pace.nextStepAtMillis(execution.timesUnanswered++, now.monotonicMillis());
        goOn(execution, asking.then(), now);
      }
    }
  }

  private void goOn(Execution execution, Stage.Idle then, Now now) {
    switch (then) {
      case Stage.Waiting(boolean staleIntent) -> waitToBeSent(execution, staleIntent, now);
      case Stage.InDoubt doubt -> later(execution, doubt, now);
    }
  }

  private boolean roomForMore() {
    return waiting.size() <= settings.prefetch() / 2 && held.size() < settings.maxHeld();
  }

  private void takeMore(Now now) {
    if (paused || now.monotonicMillis() < storeBackAtMillis) {
      return;
    }
    if (!taking && roomForMore() && pauses.queueRuns()) {
      taking = true;
      asked = settings.prefetch() - waiting.size();
      commands.add(new Command.Take(asked));
    }
    if (!takingOver && now.monotonicMillis() >= takeOverAtMillis) {
      takeOver(now);
    }
  }

  /** First what others have left, then what is parked, processor by processor, and so on. */
  private void takeOver(Now now) {
    if (takeBackFrom == 0 && !roomForMore()) {
      nextTakeOver(true, now);
    }
    if (takeBackFrom == 0 ? roomForMore() : held.size() < settings.maxHeld()) {
      takingOver = true;
      commands.add(takeBackFrom == 0 ? takeOver() : takeBack());
    } else {
      takeBackFrom = 0;
      takeOverAtMillis = now.monotonicMillis() + checkInterval();
    }
  }

  private Command takeOver() {
    return new Command.TakeOver(settings.prefetch(), settings.claimTimeoutMillis());
  }

  private Command takeBack() {
    String processor = router.monitors().get(takeBackFrom - 1).name();
    int room = Math.max(1, roomForDoubts(processor));
    return new Command.TakeBack(processor, Math.min(room, settings.prefetch()));
  }

  /**
   * Goes on to the next processor whose parked payments there is room for; after the last one it
   * begins anew, a while later.
   *
   * @param ended whether there is nothing more of what was taken last
   */
  private void nextTakeOver(boolean ended, Now now) {
    List<ProcessorMonitor> monitors = router.monitors();
    takeBackFrom += ended ? 1 : 0;
    while (takeBackFrom <= monitors.size()
        && 2 * roomForDoubts(monitors.get(takeBackFrom - 1).name()) < maxDoubts()) {
      takeBackFrom++;
    }
    if (takeBackFrom > monitors.size()) {
      takeBackFrom = 0;
      takeOverAtMillis = now.monotonicMillis() + checkInterval();
    }
  }

  private void renew(Now now) {
    if (renewing || held.isEmpty() || now.monotonicMillis() < renewAtMillis) {
      return;
    }
    renewing = true;
    renewAtMillis = now.monotonicMillis() + checkInterval();
    commands.add(
        new Command.Renew(
            held.values().stream()
                .filter(execution -> !execution.claimLost)
                .map(execution -> new Command.Held(execution.ticket, execution.claim))
                .toList()));
  }

  private long checkInterval() {
    return settings.claimTimeoutMillis() / CHECKS_PER_CLAIM_TIMEOUT;
  }

  // What operators have paused.

  private void lookForPauses(Now now) {
    if (!stopped && pauses.lookNow(now.monotonicMillis())) {
      commands.add(new Command.ReadPauses());
    }
  }

  private void pausesRead(Pauses seen, Now now) {
    if (!seen.equals(pauses.pauses())) {
      for (ProcessorMonitor monitor : router.monitors()) {
        seen.ofProcessor(monitor.name())
            .ifPresentOrElse(
                pause -> monitor.pause(now.monotonicMillisOf(pause.sinceMillis())),
                () -> monitor.resume(now.monotonicMillis()));
      }
      holdUntilMillis = Long.MIN_VALUE;
    }
    pauses.seen(seen, now);
  }

  // Sending fresh payments.

  private void waitToBeSent(Execution execution, boolean staleIntent, Now now) {
    if (mayNotKeep(execution)) {
      return;
    }
    execution.stage = new Stage.Waiting(staleIntent);
    noLongerInDoubt(execution);
    execution.waitingSinceMillis = now.monotonicMillis();
    execution.waitingSinceWallMillis = now.wallMillis();
    waiting.add(execution);
    holdUntilMillis = Long.MIN_VALUE;
    if (staleIntent) {
      staleIntents.add(execution);
    }
  }

  private void route(Now now) {
    if (paused || now.monotonicMillis() < storeBackAtMillis || !eras.allTold()) {
      return;
    }
    askEverywhereAtMillis = Long.MAX_VALUE;
    if (!pauses.queueRuns()) {
      hold(Long.MAX_VALUE, Map.of(), now);
      return;
    }
    long untilMillis = Long.MAX_VALUE;
    Map<Money, Reason> reasons = new HashMap<>();
    Execution next = waiting.isEmpty() ? null : waiting.first();
    while (next != null) {
      if (mustBeAskedFor(next, now)) {
        askEverywhereIfDue(next, now);
      } else if (settings.tooOld(next.queuedAtMillis, now.monotonicMillis())) {
        bury(next, "could not be executed within " + settings.maxAgeMillis() + " ms", now);
      } else if (!reasons.containsKey(kindOf(next))) {
        switch (router.decide(
            next.payment(), next.acceptedAtMillis, backlog(now), now.monotonicMillis())) {
          case Decision.Send(String processor, Reason reason) ->
              begin(next, processor, reason, now);
          case Decision.Hold(long until, Reason reason) -> {
            untilMillis = Math.min(untilMillis, until);
            reasons.put(kindOf(next), reason);
          }
        }
      }
      next = router.sameForAllAmounts() && !reasons.isEmpty() ? null : waiting.higher(next);
    }
    if (reasons.isEmpty()) {
      staleIntents.clear();
    } else {
      hold(untilMillis, reasons, now);
    }
  }

  /** Payments of one kind that wait are held for the same reason. */
  private Money kindOf(Execution execution) {
    return router.sameForAllAmounts() ? ANY_AMOUNT : execution.payment().amount();
  }

  /**
   * What waits. Those in hand tell how many arrive per second; where the store had as many as were
   * asked for, it has more of them.
   */
  private Backlog backlog(Now now) {
    long nowMillis = now.monotonicMillis();
    long oldest = waiting.first().queuedAtMillis;
    long newest = waiting.last().queuedAtMillis;
    double perMilli = newest > oldest ? (waiting.size() - 1.0) / (newest - oldest) : 0;
    double inStore = moreInStore ? perMilli * Math.max(0, nowMillis - newest) : 0;
    return new Backlog(
        waiting.size() + Math.round(inStore), perMilli * 1_000, Math.max(0, nowMillis - oldest));
  }

  private void hold(long untilMillis, Map<Money, Reason> reasons, Now now) {
    holdUntilMillis = untilMillis;
    holdReasons = reasons;
    heldAtMillis = now.monotonicMillis();
    clearStaleIntents();
  }

  private void begin(Execution execution, String processor, Reason reason, Now now) {
    waiting.remove(execution);
    noteWait(execution, now);
    execution.noteSent(processor, reason, now.wallMillis());
    decisions.merge(reason, 1L, Long::sum);
    router.monitor(processor).sent(now.monotonicMillis());
    Intent intent = new Intent(processor, now.wallMillis());
    write(execution, new Stage.Beginning(intent, now), beginWrite(execution, intent));
  }

  private void noteWait(Execution execution, Now now) {
    if (heldAtMillis >= execution.waitingSinceMillis
        && now.monotonicMillis() - execution.waitingSinceMillis >= NOTABLE_WAIT_MILLIS) {
      noteHeld(
          execution,
          holdReasons.getOrDefault(kindOf(execution), Reason.HOLD_PAUSED),
          execution.waitingSinceWallMillis);
    } else if (execution.history.equals(History.EMPTY)) {
      pauses
          .keptInQueueFrom(execution.claim.queuedAtMillis())
          .ifPresent(from -> noteHeld(execution, Reason.HOLD_PAUSED, from));
    }
  }

  private void noteHeld(Execution execution, Reason reason, long sinceMillis) {
    execution.noteHeld(reason, sinceMillis);
    decisions.merge(reason, 1L, Long::sum);
  }

  /**
   * Payments that keep waiting are freed of the intent of an attempt that is over: whoever takes
   * them over after a crash need not ask that processor then.
   */
  private void clearStaleIntents() {
    for (Execution execution : staleIntents) {
      if (held.containsKey(execution.ticket)
          && execution.stage instanceof Stage.Waiting(boolean stale)
          && stale) {
        waiting.remove(execution);
        write(
            execution,
            new Stage.Clearing(),
            new Command.Clear(
                execution.ticket,
                new WorkQueue.Clearance(execution.claim, execution.history.text())));
      }
    }
    staleIntents.clear();
  }

  private void send(Execution execution, Stage.Sending sending, Now now) {
    Intent intent = sending.intent();
    leaves(execution, sending, now);
    commands.add(
        new Command.Send(
            execution.ticket,
            execution.payment(),
            intent,
            router.monitor(intent.processor()).settings().responseTimeoutMillis(),
            settings.lastFirstByte(sending.begunAt())));
  }

  private void leaves(Execution execution, Stage.AwaitsAnswer request, Now now) {
    execution.stage = request;
    execution.leftAtMillis = now.monotonicMillis();
    execution.timesAsked = 0;
    long lateAfterMillis = answerTimes(request.intent()).lateAfterMillis();
    if (lateAfterMillis > 0) {
      askAt(execution, now.monotonicMillis() + lateAfterMillis);
    }
  }

  /** What the first answer tells holds for those that were sent before it came as well. */
  private void askAboutEarlierOnes(String processor) {
    long lateAfterMillis = router.monitor(processor).answerTimes().lateAfterMillis();
    for (Execution execution : held.values()) {
      if (lateAfterMillis > 0
          && execution.stage instanceof Stage.AwaitsAnswer request
          && request.intent().processor().equals(processor)) {
        askAt(execution, execution.leftAtMillis + lateAfterMillis);
      }
    }
  }

  private void askAt(Execution execution, long atMillis) {
    execution.askAtMillis = atMillis;
    alarms.add(new Alarm(atMillis, execution.ticket));
  }

  private AnswerTimes answerTimes(Intent intent) {
    return router.monitor(intent.processor()).answerTimes();
  }

  /** The answer is late: perhaps it is lost, and the processor has the payment. */
  private void askWhileLate(Execution execution, Stage.AwaitsAnswer request, Now now) {
    AnswerTimes times = answerTimes(request.intent());
    long nowMillis = now.monotonicMillis();
    long outMillis = nowMillis - execution.leftAtMillis;
    if (outMillis < times.lateAfterMillis()) {
      askAt(execution, execution.leftAtMillis + times.lateAfterMillis());
    } else if (!mayAskMore() || !times.mayAsk()) {
      askAt(execution, nowMillis + Math.max(RESOLVER_BUSY_MILLIS, outMillis / 8));
    } else {
      times.asked();
      execution.asked = true;
      execution.timesAsked++;
      long question = nextTicket++;
      late.put(question, new Late(execution, request));
      find(question, execution, request.intent());
    }
  }

  private boolean mayAskMore() {
    return questions.size() < settings.maxResolving();
  }

  /**
   * That it is not there says nothing: the request may still be on its way, and waiting for its
   * answer goes on.
   */
  private void lookedUpWhileLate(Late question, Lookup lookup, Now now) {
    Execution execution = question.execution();
    execution.asked = false;
    if (execution.stage instanceof Stage.Answered(Stage.AwaitsAnswer answered, Outcome outcome)) {
      if (lookup instanceof Lookup.Found found) {
        execution.noteFound(now.wallMillis());
        found(execution, answered.intent(), found, now);
      } else {
        conclude(execution, answered, outcome, now);
      }
    } else if (execution.stage == question.request()) {
      Intent intent = question.request().intent();
      if (lookup instanceof Lookup.Found found) {
        answerTimes(intent).answerLost();
        resolving -= question.request() instanceof Stage.Resending ? 1 : 0;
        answersToCome.put(execution.ticket, intent.processor());
        execution.noteFound(now.wallMillis());
        found(execution, intent, found, now);
      } else if (execution.timesAsked < MOST_ASKED_WHILE_LATE) {
        askAt(execution, 2 * now.monotonicMillis() - execution.leftAtMillis);
      }
    }
  }

  private void tooLate(long ticket, Now now) {
    String processor = answersToCome.remove(ticket);
    if (processor != null) {
      router.monitor(processor).notSent();
      return;
    }
    Execution execution = heldIn(ticket);
    Stage.AwaitsAnswer request = awaiting(Stage.AwaitsAnswer.class, execution);
    resolving -= request instanceof Stage.Resending ? 1 : 0;
    router.monitor(request.intent().processor()).notSent();
    if (execution.asked) {
      execution.stage = new Stage.Answered(request, NEVER_LEFT);
    } else {
      conclude(execution, request, NEVER_LEFT, now);
    }
  }

  private void answered(long ticket, Outcome outcome, long tookMillis, Now now) {
    String processor = answersToCome.remove(ticket);
    if (processor != null) {
      router.answered(processor, outcome, tookMillis, now.monotonicMillis());
      if (!(outcome instanceof Outcome.Unknown)) {
        router.monitor(processor).answerTimes().answerCame();
      }
      return;
    }
    Execution execution = heldIn(ticket);
    Stage.AwaitsAnswer request = awaiting(Stage.AwaitsAnswer.class, execution);
    resolving -= request instanceof Stage.Resending ? 1 : 0;
    boolean nothingKnown = answerTimes(request.intent()).lateAfterMillis() == 0;
    router.answered(request.intent().processor(), outcome, tookMillis, now.monotonicMillis());
    if (saidByItself(outcome)) {
      router.monitor(request.intent().processor()).spoke(execution.leftAtMillis);
    }
    if (nothingKnown) {
      askAboutEarlierOnes(request.intent().processor());
    }
    if (execution.timesAsked > 0 && outcome instanceof Outcome.Unknown) {
      answerTimes(request.intent()).answerLost();
    }
    if (execution.asked && !(outcome instanceof Outcome.Executed)) {
      execution.stage = new Stage.Answered(request, outcome);
    } else {
      conclude(execution, request, outcome, now);
    }
  }

  private static boolean saidByItself(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Executed _, Outcome.Duplicate _, Outcome.Rejected _, Outcome.Failed _ -> true;
      case Outcome.Intercepted _, Outcome.Unknown _, Outcome.NotSent _, Outcome.Throttled _ ->
          false;
    };
  }

  private void conclude(Execution execution, Stage.AwaitsAnswer request, Outcome outcome, Now now) {
    switch (request) {
      case Stage.Sending sending -> {
        execution.noteEnded(outcome, now.wallMillis());
        firstAnswer(execution, sending.intent(), outcome, sending.begunAt(), now);
      }
      case Stage.Resending(Stage.InDoubt doubt) -> laterAnswer(execution, doubt, outcome, now);
    }
  }

  private void firstAnswer(
      Execution execution, Intent intent, Outcome outcome, Now begunAt, Now now) {
    long sentAt = begunAt.monotonicMillis();
    long step = pace.nextStepAtMillis(0, now.monotonicMillis());
    Stage.InDoubt unknown =
        new Stage.InDoubt(intent, afterUnknownMillis(intent, now), sentAt, step);
    Stage.InDoubt over = new Stage.InDoubt(intent, afterFailureMillis(intent, now), sentAt, step);
    switch (outcome) {
      case Outcome.Executed _ -> settle(execution, intent, now);
      // Somebody sent it before us; the processor knows with which requestedAt.
      case Outcome.Duplicate _ -> verify(execution, unknown, true, now);
      case Outcome.NotSent _, Outcome.Throttled _ -> waitToBeSent(execution, true, now);
      case Outcome.Failed _ -> verify(execution, over, false, now);
      case Outcome.Rejected _ when router.monitor(intent.processor()).refusing() -> {
        execution.lastOfAll(now.monotonicMillis());
        verify(execution, over, false, now);
      }
      case Outcome.Rejected(int status, String detail) ->
          bury(execution, "rejected by " + intent.processor() + ": " + status + " " + detail, now);
      case Outcome.Unknown _ when worthAsking(execution, intent, now) ->
          verify(execution, unknown, false, now);
      case Outcome.Intercepted _, Outcome.Unknown _ ->
          doubt(execution, unknown.postponed(nextStepAtMillis(unknown, 0, now)), now);
    }
  }

  /** Whether the processor could have answered by now, as far as is known. */
  private boolean worthAsking(Execution execution, Intent intent, Now now) {
    AnswerTimes times = answerTimes(intent);
    return mayAskMore()
        && times.lateAfterMillis() > 0
        && now.monotonicMillis() - execution.leftAtMillis >= times.soonestMillis();
  }

  /** From when on "not there" is believed if a request may be on its way to that processor now. */
  private long afterUnknownMillis(Intent intent, Now now) {
    return pace.believedFromMillis(lookUpLagMillis(intent), now.monotonicMillis());
  }

  /** From when on "not there" is believed if an attempt has just ended without success. */
  private long afterFailureMillis(Intent intent, Now now) {
    return now.monotonicMillis() + lookUpLagMillis(intent);
  }

  private long lookUpLagMillis(Intent intent) {
    return router.knows(intent.processor())
        ? router.monitor(intent.processor()).settings().lookUpLagMillis()
        : ProcessorSettings.DEFAULT_LOOK_UP_LAG_MILLIS;
  }

  // Finding out what happened.

  private void verify(Execution execution, Stage.InDoubt doubt, boolean saidToBeThere, Now now) {
    execution.stage = new Stage.Verifying(doubt, now.monotonicMillis(), saidToBeThere);
    find(execution.ticket, execution, doubt.intent());
  }

  private void find(long question, Execution execution, Intent intent) {
    find(question, intent.processor(), execution.payment().correlationId());
  }

  private void find(long question, String processor, UUID correlationId) {
    lookups.merge(processor, 1L, Long::sum);
    questions.put(question, questionsAsked());
    commands.add(new Command.Find(question, processor, correlationId));
  }

  private void doubt(Execution execution, Stage.InDoubt next, Now now) {
    countDoubt(execution, next);
    write(execution, new Stage.Doubting(next), doubtWrite(execution, next.intent(), now));
  }

  private void countDoubt(Execution execution, Stage.InDoubt doubt) {
    if (execution.doubtfulAt.isEmpty()) {
      execution.doubtfulAt = doubt.intent().processor();
      doubts.merge(execution.doubtfulAt, 1, Integer::sum);
    }
  }

  private static Command.Doubt doubtWrite(Execution execution, Intent intent, Now now) {
    return new Command.Doubt(
        execution.ticket,
        new WorkQueue.Doubt(
            execution.claim,
            intent,
            execution.inDoubtSince(now.wallMillis()),
            execution.history.text()));
  }

  private void inDoubt(Execution execution, Stage.InDoubt doubt) {
    if (execution.claimLost) {
      lose(execution);
      return;
    }
    if (mayNotKeep(execution)) {
      return;
    }
    String processor = doubt.intent().processor();
    if (roomForDoubts(processor) < 0) {
      toPark.computeIfAbsent(processor, _ -> new ArrayList<>()).add(execution.claim);
      lose(execution);
      return;
    }
    execution.stage = doubt;
    alarms.add(new Alarm(doubt.wakeAtMillis(), execution.ticket));
  }

  private int roomForDoubts(String processor) {
    return maxDoubts() - doubts.getOrDefault(processor, 0);
  }

  private int maxDoubts() {
    return settings.maxDoubts(router.monitors().size());
  }

  private void later(Execution execution, Stage.InDoubt doubt, Now now) {
    inDoubt(execution, doubt.stepped(nextStepAtMillis(doubt, doubt.steps() + 1, now)));
  }

  private long nextStepAtMillis(Stage.InDoubt doubt, int steps, Now now) {
    return router.knows(doubt.intent().processor())
        ? pace.nextStepAtMillis(doubt, steps, monitor(doubt), now.monotonicMillis())
        : pace.nextStepAtMillis(steps, now.monotonicMillis());
  }

  private void resolve(Execution execution, Stage.InDoubt doubt, Now now) {
    if (!router.knows(doubt.intent().processor())) {
      later(execution, doubt, now);
      return;
    }
    if (paused || resolving >= settings.maxResolving()) {
      inDoubt(execution, doubt.postponed(now.monotonicMillis() + RESOLVER_BUSY_MILLIS));
      return;
    }
    if (doubt.steps() > 0) {
      answerTimes(doubt.intent()).asked();
    }
    ask(execution, doubt, now);
  }

  private void ask(Execution execution, Stage.InDoubt doubt, Now now) {
    resolving++;
    execution.stage = new Stage.Asking(doubt, now.monotonicMillis());
    find(execution.ticket, execution, doubt.intent());
  }

  /**
   * Says again that the payment is in doubt before it is sent again: the store refuses that when
   * somebody else holds the payment now, who may have taken it elsewhere.
   */
  private void reclaim(Execution execution, Stage.InDoubt doubt, Now now) {
    countDoubt(execution, doubt);
    resolving++;
    monitor(doubt).sent(now.monotonicMillis());
    write(
        execution,
        new Stage.Reclaiming(doubt.resent(now.monotonicMillis()), now),
        doubtWrite(execution, doubt.intent(), now));
  }

  private void resend(Execution execution, Stage.InDoubt doubt, Now begunAt, Now now) {
    leaves(execution, new Stage.Resending(doubt), now);
    commands.add(
        new Command.Send(
            execution.ticket,
            execution.payment(),
            doubt.intent(),
            pace.timeoutMillis(doubt, monitor(doubt)),
            settings.lastFirstByte(begunAt)));
  }

  private void lookedUp(long ticket, Lookup lookup, Now now) {
    questions.remove(ticket);
    Late question = late.remove(ticket);
    if (question != null) {
      lookedUpWhileLate(question, sensible(lookup, question.request().intent(), now), now);
      return;
    }
    Execution execution = heldIn(ticket);
    switch (awaiting(Stage.AwaitsLookup.class, execution)) {
      case Stage.AskingEverywhere asking ->
          askedEverywhere(execution, asking, sensible(lookup, asked(execution, asking), now), now);
      case Stage.Answered answered ->
          throw new IllegalStateException("no question of its own is out: " + answered);
      case Stage.Verifying verifying ->
          verified(execution, verifying, sensible(lookup, verifying.doubt().intent(), now), now);
      case Stage.Confirming confirming -> confirmed(execution, confirming, lookup, now);
      case Stage.Asking asking -> {
        resolving--;
        asked(execution, asking, sensible(lookup, asking.doubt().intent(), now), now);
      }
    }
  }

  /** What cannot be is no answer; it would be written down otherwise, and summed up. */
  private Lookup sensible(Lookup lookup, Intent intent, Now now) {
    if (!(lookup instanceof Lookup.Found found)
        || found.sensible(intent.requestedAtMillis(), now.wallMillis())) {
      return lookup;
    }
    String processor = intent.processor();
    router.monitor(processor).failed("it answers a look-up with " + found, now.monotonicMillis());
    notices.nonsense(processor, found.toString(), now.monotonicMillis(), commands);
    return new Lookup.Unavailable("nonsense: " + found);
  }

  private void verified(Execution execution, Stage.Verifying verifying, Lookup lookup, Now now) {
    Stage.InDoubt doubt = verifying.doubt();
    switch (lookup) {
      case Lookup.Found found -> found(execution, doubt.intent(), found, now);
      case Lookup.Absent _ when believed(doubt, verifying.askedAtMillis(), now) ->
          confirm(execution, new Stage.Confirming(doubt, verifying.askedAtMillis()), now);
      case Lookup.Absent _, Lookup.Unavailable _ -> {
        if (verifying.saidToBeThere() && lookup instanceof Lookup.Absent) {
          monitor(doubt).refused("422, but the payment is not there", now.monotonicMillis());
        }
        doubt(execution, doubt.postponed(nextStepAtMillis(doubt, 0, now)), now);
      }
    }
  }

  /** Asks for a payment that the processor certainly has, unless it has answered one meanwhile. */
  private void confirm(Execution execution, Stage.Confirming confirming, Now now) {
    Stage.InDoubt doubt = confirming.doubt();
    String processor = doubt.intent().processor();
    UUID known = executedLast.get(processor);
    if (monitor(doubt).spokeAfter(confirming.absentAtMillis())) {
      waitToBeSent(execution, true, now);
    } else if (known == null) {
      absentUnconfirmed(execution, confirming, now);
    } else {
      execution.stage = confirming;
      find(execution.ticket, processor, known);
    }
  }

  private void confirmed(Execution execution, Stage.Confirming confirming, Lookup lookup, Now now) {
    switch (lookup) {
      case Lookup.Found _ -> waitToBeSent(execution, true, now);
      case Lookup.Absent _, Lookup.Unavailable _ -> absentUnconfirmed(execution, confirming, now);
    }
  }

  /** Sends it again where it may: what comes of that is the processor's own word. */
  private void absentUnconfirmed(Execution execution, Stage.Confirming confirming, Now now) {
    Stage.InDoubt doubt = confirming.doubt();
    long absentAtMillis = confirming.absentAtMillis();
    if (!paused
        && eras.allTold()
        && pauses.queueRuns()
        && resolving < settings.maxResolving()
        && monitor(doubt).roomForOneMore()) {
      reclaim(execution, doubt.absentSince(absentAtMillis, 0), now);
    } else {
      doubt(execution, doubt.absentSince(absentAtMillis, pace.secondLookMillis()), now);
    }
  }

  /**
   * Whether "not there" is believed: nothing can come late, and it is the processor who says it.
   */
  private boolean believed(Stage.InDoubt doubt, long askedAtMillis, Now now) {
    return askedAtMillis >= doubt.believedFromMillis()
        && !monitor(doubt).intercepted(now.monotonicMillis());
  }

  private void asked(Execution execution, Stage.Asking asking, Lookup lookup, Now now) {
    Stage.InDoubt doubt = asking.doubt();
    switch (lookup) {
      case Lookup.Found found -> {
        execution.noteFound(now.wallMillis());
        found(execution, doubt.intent(), found, now);
      }
      case Lookup.Absent _, Lookup.Unavailable _ when execution.claimLost -> lose(execution);
      case Lookup.Absent _
          when !execution.askedEverywhere && eras.doubtsDoubts(now.monotonicMillis()) ->
          askEverywhere(execution, doubt, now);
      case Lookup.Absent _ when believed(doubt, asking.askedAtMillis(), now) ->
          absent(execution, doubt, asking.askedAtMillis(), now);
      case Lookup.Absent _ when mayResend(doubt, now) -> reclaim(execution, doubt, now);
      case Lookup.Absent _, Lookup.Unavailable _ -> later(execution, doubt, now);
    }
  }

  /**
   * It is asked once more, or better sent again: something else may just have begun to answer for
   * the processor. That it does not is known when the processor itself has answered a payment
   * since; without that its word is taken a whole bound later, if it still has a payment that it
   * certainly had.
   */
  private void absent(Execution execution, Stage.InDoubt doubt, long askedAtMillis, Now now) {
    Stage.InDoubt next =
        doubt.absentOnce() ? doubt : doubt.absentSince(askedAtMillis, pace.secondLookMillis());
    if (doubt.absentOnce() && monitor(doubt).spokeAfter(doubt.absentSinceMillis())) {
      waitToBeSent(execution, true, now);
    } else if (doubt.absentOnce()
        && askedAtMillis - doubt.absentSinceMillis() >= settings.inDoubtBoundMillis()) {
      absentForABound(execution, new Stage.Confirming(doubt, askedAtMillis), now);
    } else if (mayResend(doubt, now) && pace.mayTest(doubt)) {
      reclaim(execution, next, now);
    } else if (doubt.absentOnce()) {
      later(execution, doubt, now);
    } else {
      inDoubt(execution, next);
    }
  }

  private void absentForABound(Execution execution, Stage.Confirming confirming, Now now) {
    if (executedLast.containsKey(confirming.doubt().intent().processor())) {
      confirm(execution, confirming, now);
    } else {
      waitToBeSent(execution, true, now);
    }
  }

  /** A pause of the queue or of the processor ends the sending again, not the asking. */
  private boolean mayResend(Stage.InDoubt doubt, Now now) {
    return !paused
        && eras.allTold()
        && pauses.queueRuns()
        && pace.resendDue(doubt, monitor(doubt), now.monotonicMillis());
  }

  private ProcessorMonitor monitor(Stage.InDoubt doubt) {
    return router.monitor(doubt.intent().processor());
  }

  private void laterAnswer(Execution execution, Stage.InDoubt doubt, Outcome outcome, Now now) {
    switch (outcome) {
      case Outcome.Executed _ -> {
        execution.noteEnded(outcome, now.wallMillis());
        settle(execution, doubt.intent(), now);
      }
      // Of whichever attempt it is, the processor knows with which requestedAt; if of any.
      case Outcome.Duplicate _ -> {
        execution.noteEnded(outcome, now.wallMillis());
        ask(execution, unclear(doubt, now).believedAnew(), now);
      }
      // Whether it was there before says nothing of this attempt.
      case Outcome.Intercepted _, Outcome.Unknown _ ->
          later(execution, unclear(doubt, now).believedAnew(), now);
      // Over; that says nothing of the attempt before it.
      case Outcome.Failed _, Outcome.Rejected _ ->
          later(execution, doubt.notBelievedBefore(afterFailureMillis(doubt.intent(), now)), now);
      case Outcome.NotSent _, Outcome.Throttled _ -> later(execution, doubt, now);
    }
  }

  private Stage.InDoubt unclear(Stage.InDoubt doubt, Now now) {
    return doubt.notBelievedBefore(afterUnknownMillis(doubt.intent(), now));
  }

  private void found(Execution execution, Intent intent, Lookup.Found found, Now now) {
    if (found.requestedAtMillis() == intent.requestedAtMillis()
        && found.amountCents() == execution.payment().amount().cents()) {
      settle(execution, intent, now);
    } else {
      correct(execution, new Intent(intent.processor(), found.requestedAtMillis()), found, now);
    }
  }

  /** It was executed otherwise than is recorded, as far as this worker can tell. */
  private void correct(Execution execution, Intent executed, Lookup.Found found, Now now) {
    if (found.amountCents() != execution.payment().amount().cents()) {
      bury(
          execution,
          DeadLetter.otherAmount(
              executed.processor(), found.amountCents(), execution.payment().amount().cents()),
          now);
    } else {
      write(execution, new Stage.Correcting(executed), beginWrite(execution, executed));
    }
  }

  // The store.

  private void write(Execution execution, Stage stage, Command.StoreWrite write) {
    execution.stage = stage;
    execution.lastWrite = write;
    commands.add(write);
  }

  private static Command.Begin beginWrite(Execution execution, Intent intent) {
    return new Command.Begin(
        execution.ticket, new WorkQueue.Begin(execution.claim, intent, execution.history.text()));
  }

  private void settle(Execution execution, Intent intent, Now now) {
    executedLast.put(intent.processor(), execution.payment().correlationId());
    write(
        execution,
        new Stage.Settling(intent),
        new Command.Settle(
            execution.ticket,
            new WorkQueue.Settlement(
                execution.claim, intent, now.wallMillis(), execution.history.text())));
  }

  private void bury(Execution execution, String reason, Now now) {
    waiting.remove(execution);
    write(
        execution,
        new Stage.Burying(reason),
        new Command.Bury(
            execution.ticket,
            new WorkQueue.Burial(
                execution.claim, reason, now.wallMillis(), execution.history.text())));
  }

  private void written(long ticket, Write result, Now now) {
    Execution execution = heldIn(ticket);
    Stage.AwaitsWrite stage = awaiting(Stage.AwaitsWrite.class, execution);
    conflicts += result == Write.CONFLICT ? 1 : 0;
    if (result == Write.REFUSED) {
      writeRefused(execution, stage, now);
      return;
    }
    if (stage instanceof Stage.Settling && result != Write.CLAIM_LOST) {
      eras.settled(execution.settlement(), now.monotonicMillis());
    }
    publish(execution, stage, result);
    if (result != Write.DONE || (execution.claimLost && announcesSend(stage))) {
      notSent(stage);
      if (stage instanceof Stage.Settling && result != Write.CLAIM_LOST) {
        drop(execution);
      } else {
        // Also where the store knows better, as an operator may have told it: it may forget that.
        lose(execution);
      }
    } else {
      execution.written();
      switch (stage) {
        case Stage.Beginning(Intent intent, Now begunAt) ->
            send(execution, new Stage.Sending(intent, begunAt), now);
        case Stage.Doubting(Stage.InDoubt next) -> inDoubt(execution, next);
        case Stage.Correcting(Intent intent) -> settle(execution, intent, now);
        case Stage.Reclaiming(Stage.InDoubt doubt, Now begunAt) ->
            resend(execution, doubt, begunAt, now);
        case Stage.Clearing _ -> {
          eras.ended(execution.payment().correlationId());
          waitToBeSent(execution, false, now);
        }
        case Stage.Settling _ -> drop(execution);
        case Stage.Burying _ -> {
          eras.ended(execution.payment().correlationId());
          drop(execution);
        }
      }
    }
  }

  private void publish(Execution execution, Stage.AwaitsWrite stage, Write result) {
    Payment payment = execution.payment();
    switch (stage) {
      case Stage.Settling(Intent intent) when result == Write.CONFLICT ->
          publish(new PaymentEvent.Conflict(payment, intent));
      // The answer to the first such write may have been lost.
      case Stage.Settling(Intent intent)
          when result == Write.DONE || result == Write.ALREADY_SETTLED ->
          publish(new PaymentEvent.Settled(payment, intent));
      case Stage.Burying(String reason) when result == Write.DONE ->
          publish(new PaymentEvent.Dead(payment, reason));
      case Stage.Doubting(Stage.InDoubt next) when result == Write.DONE ->
          publishDoubt(execution, next);
      case Stage.Reclaiming(Stage.InDoubt doubt, _) when result == Write.DONE ->
          publishDoubt(execution, doubt);
      case Stage.AwaitsWrite _ -> {}
    }
  }

  private void publishDoubt(Execution execution, Stage.InDoubt doubt) {
    if (!execution.doubtTold) {
      execution.doubtTold = true;
      publish(new PaymentEvent.InDoubt(execution.payment(), doubt.intent()));
    }
  }

  private void publish(PaymentEvent event) {
    commands.add(new Command.Publish(event));
  }

  private void writeFailed(long ticket, Now now) {
    storeIsAway(now);
    Execution execution = heldIn(ticket);
    Stage.AwaitsWrite stage = awaiting(Stage.AwaitsWrite.class, execution);
    notSent(stage);
    switch (stage) {
      // Says only what the record says already: it makes no difference whether it is done.
      case Stage.Reclaiming(Stage.InDoubt doubt, _) when execution.recordedInDoubt() ->
          later(execution, doubt, now);
      case Stage.Reclaiming(Stage.InDoubt doubt, _) -> doubt(execution, doubt, now);
      // Until the store has answered nobody knows what it has, and nothing else may be written.
      case Stage.Beginning _,
          Stage.Doubting _,
          Stage.Correcting _,
          Stage.Settling _,
          Stage.Clearing _,
          Stage.Burying _ -> {
        repeatWrite(execution, storeBackAtMillis);
      }
    }
  }

  /**
   * Repeats it alone, ever more rarely. A payment is not given up for it: it may have been
   * executed.
   */
  private void writeRefused(Execution execution, Stage.AwaitsWrite stage, Now now) {
    refusedWrites++;
    execution.refusals++;
    notSent(stage);
    switch (stage) {
      case Stage.Reclaiming(Stage.InDoubt doubt, _) -> later(execution, doubt, now);
      case Stage.Beginning _,
          Stage.Doubting _,
          Stage.Correcting _,
          Stage.Settling _,
          Stage.Clearing _,
          Stage.Burying _ ->
          repeatWrite(execution, now.monotonicMillis() + backoffMillis(execution.refusals));
    }
  }

  private static long backoffMillis(int refusals) {
    return Math.min(MAX_REFUSAL_BACKOFF_MILLIS, REFUSAL_BACKOFF_MILLIS << Math.min(refusals, 10));
  }

  private void repeatWrite(Execution execution, long atMillis) {
    execution.repeatWriteAtMillis = atMillis;
    alarms.add(new Alarm(atMillis, execution.ticket));
  }

  private static boolean announcesSend(Stage.AwaitsWrite stage) {
    return stage instanceof Stage.Beginning || stage instanceof Stage.Reclaiming;
  }

  /** A send that was announced to the processor's monitor does not happen. */
  private void notSent(Stage.AwaitsWrite stage) {
    switch (stage) {
      case Stage.Beginning(Intent intent, _) -> router.monitor(intent.processor()).notSent();
      case Stage.Reclaiming(Stage.InDoubt doubt, _) -> {
        resolving--;
        monitor(doubt).notSent();
      }
      case Stage.Doubting _,
          Stage.Correcting _,
          Stage.Settling _,
          Stage.Clearing _,
          Stage.Burying _ -> {}
    }
  }

  private void storeIsAway(Now now) {
    storeBackAtMillis = now.monotonicMillis() + STORE_BACKOFF_MILLIS;
  }

  /**
   * Wakes those whose time has come; an alarm whose payment has moved on since is of no concern.
   */
  private void ring(Now now) {
    while (!alarms.isEmpty() && alarms.peek().atMillis() <= now.monotonicMillis()) {
      Execution execution = held.get(alarms.remove().ticket());
      if (execution == null) {
        continue;
      }
      if (execution.stage instanceof Stage.InDoubt doubt
          && doubt.wakeAtMillis() <= now.monotonicMillis()) {
        resolve(execution, doubt, now);
      } else if (execution.stage instanceof Stage.AwaitsAnswer request
          && !execution.asked
          && execution.askAtMillis <= now.monotonicMillis()) {
        askWhileLate(execution, request, now);
      } else if (execution.repeatWriteAtMillis <= now.monotonicMillis()) {
        repeatLastWrite(execution, now);
      }
    }
  }

  /** A send that was announced needs a place in flight again, which others may have taken. */
  private void repeatLastWrite(Execution execution, Now now) {
    if (execution.stage instanceof Stage.Beginning(Intent intent, _)) {
      ProcessorMonitor monitor = router.monitor(intent.processor());
      if (monitor.full()) {
        repeatWrite(execution, now.monotonicMillis() + RESOLVER_BUSY_MILLIS);
        return;
      }
      monitor.sent(now.monotonicMillis());
    }
    execution.repeatWriteAtMillis = Long.MAX_VALUE;
    commands.add(requireNonNull(execution.lastWrite));
  }

  private Execution heldIn(long ticket) {
    Execution execution = held.get(ticket);
    if (execution == null) {
      throw new IllegalStateException("nothing is held under ticket " + ticket);
    }
    return execution;
  }

  private static <S extends Stage> S awaiting(Class<S> kind, Execution execution) {
    if (kind.isInstance(execution.stage)) {
      return kind.cast(execution.stage);
    }
    throw new IllegalStateException(
        "expected " + kind.getSimpleName() + " but was " + execution.stage);
  }
}

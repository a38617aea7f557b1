package dev.rinha.core.engine;

import dev.rinha.core.execution.ExecutionSettings;
import dev.rinha.core.payment.Money;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.routing.Quote;
import dev.rinha.core.routing.Reason;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.Era;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.WorkQueue.WriteResult;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Decides what one worker does: events in, commands out. It reads no clock, does no I/O and starts
 * no thread, so the simulation runs this very class under a virtual clock.
 *
 * <p><b>The parts.</b> {@link ClaimKeeper} takes payments and keeps them, {@link Dispatcher} has
 * the router decide where those that wait are sent, {@link PaymentStateMachine} knows what happens
 * next to each; {@link Questions} and {@link StoreWriter} are what goes out to processors and
 * store.
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

  private final CoreState state;
  private final ClaimedPayments payments;
  private final Questions questions;
  private final PaymentStateMachine machine;
  private final ClaimKeeper claims;
  private final Dispatcher dispatcher;
  private long forgotten;

  /** Creates one that holds nothing yet. */
  public ExecutionCore(ExecutionSettings settings, Router router, RandomGenerator random) {
    this.state = new CoreState(settings, router, random);
    this.payments = new ClaimedPayments(state);
    this.questions = new Questions(state, payments);
    StoreWriter writes = new StoreWriter(state, payments);
    this.machine = new PaymentStateMachine(state, payments, questions, writes);
    this.claims = new ClaimKeeper(state, payments, machine);
    this.dispatcher = new Dispatcher(state, payments, writes, machine);
  }

  /**
   * Takes note of an event.
   *
   * @param now the time on both clocks
   */
  public void on(Event event, Now now) {
    switch (event) {
      case Event.Taken(List<Claim> taken) -> dispatcher.moreInStore(claims.taken(taken, now));
      case Event.TakenOver(List<Claim> taken) -> claims.tookOver(taken, now);
      case Event.TakeFailed _ -> claims.takeFailed(now);
      case Event.TakeOverFailed _ -> claims.takeOverFailed(now);
      case Event.Renewed(List<Long> lostTickets) -> claims.renewed(lostTickets);
      case Event.RenewFailed _ -> claims.renewFailed(now);
      case Event.Written(long ticket, WriteResult result) -> machine.written(ticket, result, now);
      case Event.WriteFailed(long ticket) -> machine.writeFailed(ticket, now);
      case Event.Answered(long ticket, Outcome outcome, long tookMillis) ->
          machine.answered(ticket, outcome, tookMillis, now);
      case Event.TooLate(long ticket) -> machine.tooLate(ticket, now);
      case Event.LookedUp(long ticket, Lookup lookup) -> machine.lookedUp(ticket, lookup, now);
      case Event.HealthSeen(String processor, HealthReport report, long ageMillis) ->
          state
              .router
              .monitor(processor)
              .reported(report, now.monotonicMillis() - ageMillis, now.monotonicMillis());
      case Event.PausesRead(Pauses seen) -> pausesRead(seen, now);
      case Event.Told(long told, Era era, int news) -> {
        forgotten += news;
        if (state.eras.number() != 0 && era.number() > state.eras.number()) {
          claims.eraBegins(era.number(), now);
        }
        state.eras.told(told, era, now.monotonicMillis());
      }
      case Event.TellFailed _ -> state.eras.notTold(now.monotonicMillis());
      case Event.PausesUnread _ -> state.pauses.notSeen(now.monotonicMillis());
      case Event.Tick _ -> {}
      case Event.Quiesce _ -> state.quiescing = true;
      case Event.Resume _ -> state.quiescing = state.stopped;
      case Event.Purged(long generation) -> claims.purged(generation);
      case Event.Stop _ -> claims.stop();
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
    state.decidedAt = now;
    machine.wake(now);
    lookForPauses(now);
    tell(now);
    dispatcher.route(now);
    claims.takeMore(now);
    claims.renew(now);
    state.processorLog.look(state.router.monitors(), now.monotonicMillis(), state.commands);
    payments.toPark.forEach(
        (processor, parked) -> state.commands.add(new Command.Park(processor, parked)));
    payments.toPark.clear();
    List<Command> decided = List.copyOf(state.commands);
    state.commands.clear();
    return decided;
  }

  /**
   * When to call {@link #decide} again if no event comes before, in milliseconds on the monotonic
   * clock; {@link Long#MAX_VALUE} for never.
   */
  public long wakeAtMillis() {
    long wake = Math.min(claims.wakeAtMillis(), dispatcher.wakeAtMillis());
    if (!state.stopped) {
      wake = Math.min(wake, Math.min(state.pauses.wakeAtMillis(), state.eras.wakeAtMillis()));
    }
    return Math.min(wake, payments.wakeAtMillis());
  }

  /** When it decided last: the moment at which a question to it is answered. */
  public Now decidedAt() {
    return state.decidedAt;
  }

  /** Payments held, whatever their stage. */
  public int heldCount() {
    return payments.size();
  }

  /** Payments held that wait to be sent. */
  public int waitingCount() {
    return payments.waiting.size();
  }

  /**
   * What a payment that waits here would cost at each processor, in the order of their fees; empty
   * if it does not wait here, or the policy does not compare costs.
   */
  public List<Quote> quotes(UUID correlationId) {
    return payments.waiting.stream()
        .filter(claimed -> claimed.payment().correlationId().equals(correlationId))
        .findFirst()
        .map(claimed -> dispatcher.quotes(claimed, state.decidedAt))
        .orElse(List.of());
  }

  /** The same of a payment of that amount that would come just now. */
  public List<Quote> quotes(Money amount) {
    return dispatcher.quotes(amount, state.decidedAt);
  }

  /** Whether nothing is being sent, asked or written. */
  public boolean quiet() {
    return payments.all().stream().allMatch(ClaimedPayments::idle);
  }

  /** How many payments were sent or held for each reason since the start. */
  public Map<Reason, Long> decisions() {
    return dispatcher.decisions();
  }

  /** How many questions processors were asked since the start. */
  long questionsAsked() {
    return questions.asked();
  }

  /** Whether all questions up to this number are answered. */
  boolean questionsAnswered(long questionNumber) {
    return questions.allAnswered(questionNumber);
  }

  /** How often a processor was asked whether it has a payment since the start. */
  public long lookups(String processor) {
    return questions.askedOf(processor);
  }

  /** Settlements that the store refused because the payment had been given to another attempt. */
  public long conflicts() {
    return machine.conflicts();
  }

  /** Of how many payments it had to tell the store again, because it had gone back in time. */
  public long forgotten() {
    return forgotten;
  }

  /** Whether payments are asked for at every processor before they are sent. */
  public boolean asksEverywhere() {
    return state.eras.doubtsQueued(state.decidedAt.monotonicMillis());
  }

  /** How often the store could not do a write, while it did others. */
  public long refusedWrites() {
    return machine.refusedWrites();
  }

  /** Payments held of which the store could not do the last write. */
  public long refusedCount() {
    return payments.all().stream().filter(claimed -> claimed.refusals > 0).count();
  }

  /** What is known of the processors, cheapest first. */
  public List<ProcessorMonitor> monitors() {
    return state.router.monitors();
  }

  /** What operators have paused, as far as this worker knows. */
  public Pauses pauses() {
    return state.pauses.pauses();
  }

  private void tell(Now now) {
    if (!state.stopped && state.eras.tellDue(now.monotonicMillis())) {
      state.commands.add(state.eras.tell(now.monotonicMillis()));
    }
  }

  private void lookForPauses(Now now) {
    if (!state.stopped && state.pauses.lookNow(now)) {
      state.commands.add(new Command.ReadPauses());
    }
  }

  private void pausesRead(Pauses seen, Now now) {
    if (!seen.equals(state.pauses.pauses())) {
      for (ProcessorMonitor monitor : state.router.monitors()) {
        seen.ofProcessor(monitor.name())
            .ifPresentOrElse(
                pause -> monitor.pause(now.monotonicMillisOf(pause.sinceMillis())),
                () -> monitor.resume(now.monotonicMillis()));
      }
      payments.holdUntilMillis = Long.MIN_VALUE;
    }
    state.pauses.seen(seen, now);
  }
}

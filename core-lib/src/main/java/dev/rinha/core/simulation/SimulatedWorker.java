package dev.rinha.core.simulation;

import dev.rinha.core.execution.Command;
import dev.rinha.core.execution.Event;
import dev.rinha.core.execution.ExecutionCore;
import dev.rinha.core.execution.ExecutionSettings;
import dev.rinha.core.execution.StoreWrites;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.routing.Router;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.WorkQueue.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Carries out what the execution core decides, as {@link dev.rinha.core.execution.Worker} does with
 * threads and sockets. It can die, stand still, and be stopped.
 *
 * <p>What has left the machine goes its way whatever becomes of the worker; its answer is lost on a
 * dead one. While the worker stands still nothing leaves it and nothing reaches its core, but its
 * clock goes on.
 */
final class SimulatedWorker {

  private static final long SCHEDULING_MILLIS = 2;
  private static final long QUIET_POLL_MILLIS = 5;

  private final World world;
  private final String name;
  private final ExecutionCore core;
  private final StoreWrites writes;
  private final StoreLink link;
  private final Wire wire;
  private final PaymentStore store;
  private final long clockSkewMillis;
  private final Runnable acts;

  private final List<Event> mailbox = new ArrayList<>();
  private final Map<String, Integer> inFlight = new HashMap<>();
  private boolean alive = true;
  private boolean dispatching;
  private long standsStillUntilMillis;
  private long wakeAtMillis = Long.MAX_VALUE;

  /**
   * Starts one.
   *
   * @param acts is told whenever it has decided to do something
   */
  SimulatedWorker(World world, String name, long clockSkewMillis, Runnable acts) {
    this.world = world;
    this.name = name;
    this.clockSkewMillis = clockSkewMillis;
    this.acts = acts;
    this.link = new StoreLink(world);
    this.wire = new Wire(world);
    this.store = world.store;
    Scenario scenario = world.scenario;
    Router router =
        new Router(
            scenario.processors(),
            scenario.policy().create(scenario.waiting(), world.dice.split()),
            world.dice.split());
    this.core = new ExecutionCore(scenario.execution(), router, world.dice.split());
    this.writes = new StoreWrites(name, store, new OnItsThreads(), this::ended);
    world.note(name, "starts");
    scheduleDispatch();
  }

  boolean alive() {
    return alive;
  }

  private long clock() {
    return world.nowMillis() + clockSkewMillis;
  }

  // What happens to it.

  void post(Event event) {
    if (alive) {
      mailbox.add(event);
      scheduleDispatch();
    }
  }

  private void ended(StoreWrites.Ended call) {
    writes.callEnded(call);
    call.events().forEach(this::post);
  }

  /** Dies at once. */
  void die() {
    world.note(name, "dies");
    alive = false;
  }

  /** Stands still until then. */
  void standStillUntil(long untilMillis) {
    world.note(name, "stands still until +", untilMillis - world.nowMillis());
    standsStillUntilMillis = untilMillis;
  }

  /** Is stopped as {@link dev.rinha.core.execution.Worker#close} does it. */
  void stop(long boundMillis, Runnable stopped) {
    post(new Event.Stop());
    awaitQuiet(
        world.nowMillis() + boundMillis,
        () -> {
          world.note(name, "is stopped");
          alive = false;
          stopped.run();
        });
  }

  /** Purges as {@link dev.rinha.core.PaymentRouter#purge} does it. */
  void purge(long boundMillis) {
    post(new Event.Pause());
    awaitQuiet(
        world.nowMillis() + boundMillis,
        () ->
            link.call(
                store::purge,
                generation -> {
                  post(new Event.Purged(generation));
                  post(new Event.Resume());
                },
                () -> post(new Event.Resume())));
  }

  private void awaitQuiet(long untilMillis, Runnable then) {
    later(
        QUIET_POLL_MILLIS,
        () -> {
          if ((mailbox.isEmpty() && core.quiet()) || world.nowMillis() >= untilMillis) {
            then.run();
          } else {
            awaitQuiet(untilMillis, then);
          }
        });
  }

  /** Does something after a while if the worker lives then, and not before it moves again. */
  private void later(long delayMillis, Runnable action) {
    world.timeline.after(delayMillis, () -> ifAwake(action));
  }

  private void ifAwake(Runnable action) {
    if (!alive) {
      return;
    }
    if (world.nowMillis() < standsStillUntilMillis) {
      world.timeline.at(standsStillUntilMillis, () -> ifAwake(action));
    } else {
      action.run();
    }
  }

  // The thread that owns the core.

  private void scheduleDispatch() {
    if (!dispatching) {
      dispatching = true;
      later(world.dice.upTo(1), this::dispatch);
    }
  }

  private void dispatch() {
    dispatching = false;
    for (Event event : mailbox) {
      world.note(name, "< ", event);
      core.on(world.sabotage.event(event), clock());
    }
    mailbox.clear();
    List<Command> commands = core.decide(clock());
    world.happened(new Fact.Holding(name, core.heldCount(), mostHeld()));
    if (!commands.isEmpty()) {
      acts.run();
      carryOut(commands);
    }
    writes.start();
    scheduleWake();
  }

  private int mostHeld() {
    ExecutionSettings settings = world.scenario.execution();
    return settings.maxHeld() + 2 * settings.prefetch();
  }

  private void scheduleWake() {
    long wake = core.wakeAtMillis();
    if (wake != Long.MAX_VALUE && wake != wakeAtMillis) {
      wakeAtMillis = wake;
      world.timeline.at(
          Math.max(wake - clockSkewMillis, world.nowMillis() + 1),
          () -> {
            if (wakeAtMillis == wake) {
              wakeAtMillis = Long.MAX_VALUE;
              ifAwake(this::scheduleDispatch);
            }
          });
    }
  }

  private void carryOut(List<Command> commands) {
    for (Command decided : commands) {
      world.note(name, "> ", decided);
      switch (world.sabotage.command(decided)) {
        case Command.StoreWrite write -> writes.add(write);
        case Command.Take take -> scheduled(() -> take(take));
        case Command.TakeOver takeOver -> scheduled(() -> takeOver(takeOver));
        case Command.Renew renew -> scheduled(() -> renew(renew));
        case Command.ReadPauses _ -> scheduled(this::readPauses);
        case Command.Release(var claims) -> scheduled(() -> release(claims));
        case Command.Send send -> {
          awaiting(send.intent().processor(), 1);
          scheduled(() -> send(send));
        }
        case Command.Find find ->
            scheduled(
                () -> wire.find(find, lookup -> post(new Event.LookedUp(find.ticket(), lookup))));
      }
    }
  }

  /** Runs something on a thread of its own: soon, in no order. */
  private void scheduled(Runnable task) {
    later(world.dice.upTo(SCHEDULING_MILLIS), task);
  }

  // What leaves the machine.

  private void send(Command.Send send) {
    if (clock() > send.notAfterMillis()) {
      awaiting(send.intent().processor(), -1);
      post(new Event.TooLate(send.ticket()));
      return;
    }
    world.timeline.after(world.dice.upTo(Scenario.FIRST_BYTE_MILLIS), () -> firstByte(send));
  }

  private void firstByte(Command.Send send) {
    if (!alive) {
      return;
    }
    Optional<PaymentState> stored =
        store.find(send.payment().correlationId()).map(PaymentRecord::state);
    Track track = world.truth.track(send.payment().correlationId());
    world.happened(new Fact.FirstByte(track, send, stored));
    long startMillis = clock();
    wire.send(
        send,
        outcome -> {
          awaiting(send.intent().processor(), -1);
          post(new Event.Answered(send.ticket(), outcome, clock() - startMillis));
        });
  }

  private void awaiting(String processor, int change) {
    int count = inFlight.merge(processor, change, Integer::sum);
    if (alive && change > 0) {
      world.happened(new Fact.InFlight(name, processor, count, bound(processor)));
    }
  }

  private int bound(String processor) {
    return world.scenario.processors().stream()
        .filter(settings -> settings.name().equals(processor))
        .findFirst()
        .orElseThrow()
        .maxInFlight();
  }

  private void take(Command.Take take) {
    link.take(
        () -> store.take(name, take.max(), 0),
        claims -> post(new Event.Taken(claims)),
        () -> post(new Event.TakeFailed()));
  }

  private void takeOver(Command.TakeOver takeOver) {
    link.call(
        () -> store.takeOver(name, takeOver.max(), takeOver.idleMillis()),
        claims -> post(new Event.TakenOver(claims)),
        () -> post(new Event.TakeOverFailed()));
  }

  private void renew(Command.Renew renew) {
    List<Claim> claims = renew.held().stream().map(Command.Held::claim).toList();
    link.call(
        () -> store.renew(name, claims),
        lost -> post(new Event.Renewed(lostTickets(renew, new HashSet<>(lost)))),
        () -> post(new Event.RenewFailed()));
  }

  private static List<Long> lostTickets(Command.Renew renew, Set<Claim> lost) {
    return renew.held().stream()
        .filter(held -> lost.contains(held.claim()))
        .map(Command.Held::ticket)
        .toList();
  }

  private void readPauses() {
    link.call(
        store::pauses,
        pauses -> post(new Event.PausesRead(pauses)),
        () -> post(new Event.PausesUnread()));
  }

  private void release(List<Claim> claims) {
    link.call(
        () -> {
          store.release(name, claims);
          return claims;
        },
        _ -> {},
        () -> {});
  }

  /** Calls of the store that a thread of their own waits for. */
  private final class OnItsThreads implements StoreWrites.Caller {

    @Override
    public <W> void call(
        List<W> calling,
        Function<List<W>, List<Write>> call,
        Consumer<List<Write>> answered,
        Runnable failed) {
      scheduled(() -> link.write(calling, call, answered, failed));
    }
  }
}

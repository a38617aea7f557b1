package dev.rinha.simulation;

import dev.rinha.core.engine.Command;
import dev.rinha.core.engine.Effects;
import dev.rinha.core.engine.Event;
import dev.rinha.core.engine.ExecutionCore;
import dev.rinha.core.engine.Now;
import dev.rinha.core.engine.Router;
import dev.rinha.core.engine.WorkerLoop;
import dev.rinha.core.execution.ExecutionSettings;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.WorkQueue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.logging.Level;

/**
 * Runs the loop of production in virtual time, as {@link dev.rinha.core.engine.Worker} does with
 * threads and sockets. It can die, stand still, and be stopped.
 *
 * <p>What has left the machine goes its way whatever becomes of the worker; its answer is lost on a
 * dead one. While the worker stands still nothing leaves it and nothing reaches its core, but its
 * clock goes on.
 */
final class SimulatedWorker {

  private static final long SCHEDULING_MILLIS = 2;

  /** How long the process lives on when its loop has ended. */
  private static final long LAST_WRITES_MILLIS = 2_000;

  /** The longest time for which somebody waits to be let in to the books. */
  private static final long READER_PATIENCE_MILLIS = 1_000;

  private static final long READING_MILLIS = 50;

  private final World world;
  private final String name;
  private final ExecutionCore core;
  private final WorkerLoop loop;
  private final StoreLink link;
  private final Wire wire;
  private final PaymentStore store;
  private final MachineClock clock;
  private final WorkerSettings settings;
  private final Runnable acts;

  private final List<WorkerLoop.Mail> mailbox = new ArrayList<>();
  private final Map<String, Integer> inFlight = new HashMap<>();

  /** Payments of which an answer says that they are executed: on its way to the loop, and read. */
  private final Set<Track> answered = new LinkedHashSet<>();

  private final Set<Track> known = new LinkedHashSet<>();

  /** Payments that the store was told to be executed: what is answered later changes nothing. */
  private final Set<Payment> written = new HashSet<>();

  /** Questions that processors have not answered yet. */
  private final Set<Command.Find> questions = Collections.newSetFromMap(new IdentityHashMap<>());

  private int readers;
  private boolean alive = true;
  private boolean stopping;
  private boolean acting;
  private boolean dispatching;
  private long standsStillUntilMillis;

  /** Since when the monotonic clock goes on without interruption, and from which time on. */
  private long goesOnAtMillis;

  private long monotonicThenMillis;
  private long wakeAtMillis = Long.MAX_VALUE;

  /**
   * Starts one.
   *
   * @param settings with which of the scenario's settings
   * @param acts is told whenever it has decided to do something
   */
  SimulatedWorker(
      World world, String name, MachineClock clock, WorkerSettings settings, Runnable acts) {
    this.world = world;
    this.name = name;
    this.clock = clock;
    this.settings = settings;
    this.goesOnAtMillis = world.nowMillis();
    this.acts = acts;
    this.link = new StoreLink(world);
    this.wire = new Wire(world);
    this.store = world.openStore();
    Router router =
        new Router(
            settings.processors(),
            settings.policy().create(settings.waiting(), world.random.split()),
            world.random.split());
    this.core = new ExecutionCore(settings.execution(), router, world.random.split());
    this.loop =
        new WorkerLoop(
            name,
            store.queue(),
            world.defect.pauses(this::pauses),
            core,
            world.defect.effects(new InVirtualTime()));
    world.note(name, "starts with ", settings.execution());
    scheduleTurn();
  }

  private Pauses pauses() {
    if (world.pausesUnread()) {
      throw new StoreException("away");
    }
    return store.pauses().current();
  }

  boolean alive() {
    return alive;
  }

  // What happens to it.

  void post(Event event) {
    loop.post(event);
  }

  /** Dies at once. */
  void die() {
    world.note(name, "dies");
    alive = false;
  }

  /**
   * Stands still until then.
   *
   * @param suspended with the whole machine, whose monotonic clock stands still as well
   */
  void standStillUntil(long untilMillis, boolean suspended) {
    world.note(
        name,
        suspended ? "is suspended until +" : "stands still until +",
        untilMillis - world.nowMillis());
    standsStillUntilMillis = untilMillis;
    if (suspended) {
      monotonicThenMillis = monotonicMillis();
      goesOnAtMillis = untilMillis;
    }
  }

  /** Whether its machine is suspended, and its monotonic clock with it. */
  boolean suspended() {
    return world.nowMillis() <= goesOnAtMillis;
  }

  private long monotonicMillis() {
    return monotonicThenMillis + Math.max(0, world.nowMillis() - goesOnAtMillis);
  }

  /** Is stopped as {@link dev.rinha.core.engine.Worker#stop} does it. */
  void stop(long graceMillis, Runnable stopped) {
    if (stopping) {
      return;
    }
    stopping = true;
    world.note(name, "is told to stop within ", graceMillis);
    loop.stop(graceMillis);
    awaitEnd(stopped);
  }

  private void awaitEnd(Runnable stopped) {
    if (!loop.ended()) {
      later(SCHEDULING_MILLIS, () -> awaitEnd(stopped));
      return;
    }
    later(
        LAST_WRITES_MILLIS,
        () -> {
          world.note(name, "is stopped");
          world.happened(new Fact.Stopped(name, List.copyOf(known)));
          alive = false;
          stopped.run();
        });
  }

  /** Purges as {@link dev.rinha.core.PaymentRouter#purge} does it. */
  void purge(long boundMillis) {
    loop.pause(boundMillis, _ -> new Purge().begin());
  }

  /** A purge whose process waits for the store, but not for ever. */
  private final class Purge {
    private boolean over;

    private void begin() {
      var call =
          link
          .new Attempt<Void, Long>(
              List.of(),
              _ -> world.store.ledger().purge(),
              generation -> end(() -> post(new Event.Purged(generation))),
              () -> end(() -> {}));
      call.begin();
      later(
          world.scenario.storeBoundMillis(),
          () -> {
            if (!over) {
              call.cancel();
              end(() -> {});
            }
          });
    }

    private void end(Runnable how) {
      if (!over) {
        over = true;
        how.run();
        post(new Event.Resume());
      }
    }
  }

  /** Reads the books as {@link dev.rinha.core.engine.Worker#betweenSettlements} does it. */
  void read() {
    new Reader().come();
  }

  /** Somebody who reads the books, or gives up waiting for that. */
  private final class Reader {

    private final CompletableFuture<Void> letIn = new CompletableFuture<>();
    private final Set<Track> knownBefore = new LinkedHashSet<>();
    private final List<Command.Find> askedBefore = new ArrayList<>();
    private long cameAtMillis;
    private boolean reading;
    private boolean left;

    private void come() {
      loop.ask(
          _ -> {
            knownBefore.addAll(known);
            askedBefore.addAll(questions);
            cameAtMillis = monotonicMillis();
          });
      loop.arrive(letIn);
      var _ = letIn.thenRun(this::begin);
      later(world.random.upTo(READER_PATIENCE_MILLIS), this::leave);
    }

    private void begin() {
      knownBefore.retainAll(known);
      if (monotonicMillis() < cameAtMillis + WorkerLoop.QUESTIONS_MILLIS) {
        askedBefore.removeIf(find -> !questions.contains(find));
      } else {
        askedBefore.clear();
      }
      world.happened(new Fact.LetIn(name, List.copyOf(knownBefore), List.copyOf(askedBefore)));
      if (!left) {
        reading = true;
        readers++;
        later(world.random.upTo(READING_MILLIS), this::leave);
      }
    }

    private void leave() {
      if (!left) {
        left = true;
        if (reading) {
          loop.ask(_ -> readers--);
        }
        loop.leave(letIn);
      }
    }
  }

  /** Does something after a while if the worker lives then, and not before it moves again. */
  private void later(long delayMillis, Runnable action) {
    world.virtualClock.after(delayMillis, () -> ifAwake(action));
  }

  private void ifAwake(Runnable action) {
    if (!alive) {
      return;
    }
    if (world.nowMillis() < standsStillUntilMillis) {
      world.virtualClock.at(standsStillUntilMillis, () -> ifAwake(action));
    } else {
      action.run();
    }
  }

  // The thread that owns the loop.

  private void scheduleTurn() {
    if (!dispatching) {
      dispatching = true;
      later(world.random.upTo(1), this::turn);
    }
  }

  private void turn() {
    dispatching = false;
    if (loop.ended()) {
      return;
    }
    List<WorkerLoop.Mail> mails = List.copyOf(mailbox);
    mailbox.clear();
    known.addAll(answered);
    answered.clear();
    acting = false;
    loop.turn(mails);
    world.happened(new Fact.Holding(name, core.heldCount(), mostHeld()));
    if (acting) {
      acts.run();
    }
    scheduleWake();
  }

  private int mostHeld() {
    ExecutionSettings bounds = settings.execution();
    return bounds.maxHeld() + 2 * bounds.prefetch();
  }

  private void scheduleWake() {
    long wake = loop.wakeAtMillis();
    if (wake != Long.MAX_VALUE && wake != wakeAtMillis) {
      wakeAtMillis = wake;
      world.virtualClock.at(
          Math.max(goesOnAtMillis + wake - monotonicThenMillis, world.nowMillis() + 1),
          () -> {
            if (wakeAtMillis == wake) {
              wakeAtMillis = Long.MAX_VALUE;
              ifAwake(this::scheduleTurn);
            }
          });
    }
  }

  private Track track(Command.Send send) {
    return world.oracle.track(send.payment().correlationId());
  }

  /** What leaves the machine, and what comes back. */
  private final class InVirtualTime implements Effects {

    @Override
    public Now now() {
      return new Now(monotonicMillis(), clock.millis());
    }

    @Override
    public void deliver(WorkerLoop.Mail mail) {
      if (alive) {
        mailbox.add(mail);
        scheduleTurn();
      }
    }

    /** Soon, in no order. */
    @Override
    public void start(Runnable task) {
      start(0, task);
    }

    private void start(long afterMillis, Runnable task) {
      acting = true;
      later(afterMillis + world.random.upTo(SCHEDULING_MILLIS), task);
    }

    @Override
    public void send(Command.Send send, Consumer<Outcome> told) {
      world.note(name, "> ", send);
      int count = inFlight.merge(send.intent().processor(), 1, Integer::sum);
      world.happened(
          new Fact.InFlight(
              name,
              send.intent().processor(),
              count,
              settings.maxInFlight(send.intent().processor())));
      world.virtualClock.after(
          world.random.upTo(Scenario.FIRST_BYTE_MILLIS), () -> firstByte(send, told));
    }

    private void firstByte(Command.Send send, Consumer<Outcome> told) {
      if (!alive) {
        return;
      }
      Optional<PaymentState> stored =
          world.undisturbed.ledger().find(send.payment().correlationId()).map(PaymentRecord::state);
      world.happened(new Fact.FirstByte(track(send), send, stored));
      wire.send(
          send,
          outcome -> {
            world.note(name, "< ", outcome);
            inFlight.merge(send.intent().processor(), -1, Integer::sum);
            if (outcome instanceof Outcome.Executed && !written.contains(send.payment())) {
              answered.add(track(send));
            }
            told.accept(outcome);
          });
    }

    @Override
    public void find(Command.Find find, Consumer<Lookup> told) {
      world.note(name, "> ", find);
      questions.add(find);
      wire.find(
          find,
          lookup -> {
            world.note(name, "< ", lookup);
            questions.remove(find);
            told.accept(lookup);
          });
    }

    @Override
    public <W, A> Call call(
        List<W> elements, Function<List<W>, A> execution, Consumer<A> told, Runnable failed) {
      world.note(name, "> ", elements);
      elements.forEach(this::noteWrite);
      var call = link.new Attempt<>(elements, execution, noted(told), noted(elements, failed));
      start(call::begin);
      return call;
    }

    private void noteWrite(Object element) {
      if (element instanceof WorkQueue.Settlement settlement) {
        known.remove(world.oracle.track(settlement.claim().payment().correlationId()));
        written.add(settlement.claim().payment());
        if (!loop.ended()) {
          world.happened(new Fact.SettledWhileRead(name, readers));
        }
      }
    }

    @Override
    public Call take(
        long afterMillis,
        long waitMillis,
        LongFunction<List<Claim>> execution,
        Consumer<List<Claim>> told,
        Runnable failed) {
      start(
          afterMillis,
          () -> link.take(() -> execution.apply(0), noted(told), noted("a take", failed)));
      return () -> {};
    }

    private <A> Consumer<A> noted(Consumer<A> told) {
      return answer -> {
        world.note(name, "< ", answer);
        told.accept(answer);
      };
    }

    private Runnable noted(Object what, Runnable failed) {
      return () -> {
        world.note(name, "< failed: ", what);
        failed.run();
      };
    }

    @Override
    public void log(Level level, String message) {
      world.note(name, message);
    }
  }
}

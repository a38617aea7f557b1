package dev.rinha.core.engine;

import dev.rinha.core.event.PaymentEvent;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.Era;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.WorkQueue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;

/**
 * Feeds events to {@link ExecutionCore} and carries out what it commands: the mail of one turn is
 * read, then it is decided, then it is acted. Calls of the store have a bound, after which they are
 * cancelled and count as failed; sends whose permission has expired are not made; a stop lets what
 * is in flight end and then writes what is known.
 *
 * <p>It knows no threads and no clock but by its {@link Effects}, so the simulation runs this very
 * class in virtual time. {@link #turn}, {@link #wakeAtMillis}, {@link #end} and the core belong to
 * one thread; everything else only delivers mail and may be called by any.
 */
public final class WorkerLoop {

  /** How long one take waits for a payment before it is repeated. */
  private static final long TAKE_WAIT_MILLIS = 1_000;

  /**
   * After a batch that was smaller than it might have been the next one waits for so long: payments
   * come one by one, and each batch costs a round trip to take, one to begin and one to settle,
   * however small it is. A first payment after a silence is taken at once.
   */
  private static final long GATHER_MILLIS = 5;

  /** How long a reader of the books waits for processors that were asked before it came. */
  public static final long QUESTIONS_MILLIS = 250;

  private static final long REFUSALS_TOLD_EVERY_MILLIS = 60_000;

  private final String name;
  private final WorkQueue queue;
  private final Supplier<Pauses> pauses;
  private final ExecutionCore core;
  private final Effects effects;
  private final StoreWrites writes;
  private final List<OpenCall> calls = new ArrayList<>();
  private final List<Awaited> awaited = new ArrayList<>();
  private final List<Curious> curious = new ArrayList<>();
  private final AtomicLong refusalToldMillis = new AtomicLong(Long.MIN_VALUE);
  private boolean gather;
  private volatile boolean ended;
  private volatile boolean endedQuietly;

  /** Something for the loop to read when its turn comes. */
  public static final class Mail {
    private final Runnable reading;
    private final boolean question;

    private Mail(Runnable reading, boolean question) {
      this.reading = reading;
      this.question = question;
    }
  }

  /** A call of the store whose end has not been read. */
  private static final class OpenCall {
    private final long untilMillis;
    private final Runnable failed;
    private Effects.Call call = () -> {};

    private OpenCall(long untilMillis, Runnable failed) {
      this.untilMillis = untilMillis;
      this.failed = failed;
    }
  }

  /** Somebody waits until nothing is in flight. */
  private record Awaited(long untilMillis, Consumer<Boolean> then) {}

  /** A reader of the books that waits for what processors have been asked. */
  private record Curious(CompletableFuture<Void> reader, long questionNumber, long untilMillis) {}

  /**
   * Creates a loop; the first {@link #turn} sets it to work.
   *
   * @param name unique among the workers of the store
   * @param pauses what operators have paused in that store
   * @param core must be this loop's own
   */
  public WorkerLoop(
      String name, WorkQueue queue, Supplier<Pauses> pauses, ExecutionCore core, Effects effects) {
    this.name = name;
    this.queue = queue;
    this.pauses = pauses;
    this.core = core;
    this.effects = effects;
    this.writes = new StoreWrites(name, queue, this::call, this::written, this::refused);
  }

  // What may be called by any thread.

  /** Tells the core of something that happened. */
  public void post(Event event) {
    effects.deliver(new Mail(() -> on(event), false));
  }

  /** Has it look at the time. */
  public void wake() {
    effects.deliver(new Mail(() -> {}, false));
  }

  /** Asks something, on the thread that owns the core, after what has come before is decided. */
  public void ask(Consumer<ExecutionCore> question) {
    effects.deliver(new Mail(() -> question.accept(core), true));
  }

  /**
   * Begins nothing new until {@link Event.Resume}.
   *
   * @param boundMillis how long what is in flight may take
   * @param then is told when nothing is in flight any more (true), or when the bound is over
   *     (false)
   */
  public void pause(long boundMillis, Consumer<Boolean> then) {
    post(new Event.Quiesce());
    ask(_ -> awaitQuiet(boundMillis, then));
  }

  /**
   * Takes nothing more, lets what is in flight end, releases the rest to other workers, and {@link
   * #end ends}.
   *
   * @param graceMillis how long what is in flight may take
   */
  public void stop(long graceMillis) {
    post(new Event.Stop());
    ask(
        _ ->
            awaitQuiet(
                graceMillis,
                quiet -> {
                  if (!quiet) {
                    effects.log(
                        Level.WARNING,
                        "worker "
                            + name
                            + " stops with payments in flight; they are in doubt until taken over");
                  }
                  endedQuietly = quiet;
                  end();
                }));
  }

  /**
   * A reader of the books comes, see {@link StoreWrites#arrive}. First it waits, within a bound,
   * for what processors have been asked before: they may have executed payments without our
   * knowing.
   */
  public void arrive(CompletableFuture<Void> reader) {
    ask(_ -> curious.add(new Curious(reader, core.questionsAsked(), millis() + QUESTIONS_MILLIS)));
  }

  /** A reader of the books is done, see {@link StoreWrites#leave}. */
  public void leave(CompletableFuture<Void> reader) {
    ask(
        _ -> {
          if (!curious.removeIf(waits -> waits.reader == reader)) {
            writes.leave(reader);
          }
        });
  }

  /** Whether there is nothing left to do for this loop. */
  public boolean ended() {
    return ended;
  }

  /** Whether it has ended with all written down that it began. */
  public boolean endedQuietly() {
    return endedQuietly;
  }

  // What belongs to one thread.

  /** Reads mail, in the order in which it was delivered, and does what follows from it. */
  public void turn(List<Mail> mails) {
    for (Mail mail : mails) {
      if (!mail.question) {
        mail.reading.run();
      }
    }
    giveUpCalls();
    carryOut(core.decide(effects.now()));
    // Last, so that an answer takes into account what came before the question.
    for (Mail mail : mails) {
      if (mail.question) {
        mail.reading.run();
      }
    }
    if (!ended) {
      letCuriousIn();
      writes.start();
      lookForQuiet();
    }
  }

  /**
   * When the next turn is due if no mail comes before, in milliseconds on the monotonic clock;
   * {@link Long#MAX_VALUE} for never.
   */
  public long wakeAtMillis() {
    long wake = core.wakeAtMillis();
    for (OpenCall call : calls) {
      wake = Math.min(wake, call.untilMillis);
    }
    for (Awaited quiet : awaited) {
      wake = Math.min(wake, quiet.untilMillis);
    }
    for (Curious waits : curious) {
      wake = Math.min(wake, waits.untilMillis);
    }
    return wake;
  }

  /** Writes what is known, and is done. Later calls do nothing. */
  public void end() {
    if (!ended) {
      ended = true;
      writes.startLast();
      call(
          List.of(),
          _ -> {
            queue.leave(name);
            return name;
          },
          _ -> {},
          // It is waited for in vain if the store goes back in time.
          () -> {});
    }
  }

  /** Everything here is a duration. */
  private long millis() {
    return effects.now().monotonicMillis();
  }

  private void on(Event event) {
    core.on(event, effects.now());
  }

  private void awaitQuiet(long boundMillis, Consumer<Boolean> then) {
    awaited.add(new Awaited(millis() + boundMillis, then));
  }

  private void lookForQuiet() {
    if (awaited.isEmpty()) {
      return;
    }
    boolean quiet = core.quiet();
    long now = millis();
    List<Awaited> over =
        awaited.stream().filter(waits -> quiet || now >= waits.untilMillis).toList();
    awaited.removeAll(over);
    over.forEach(waits -> waits.then.accept(quiet));
  }

  private void letCuriousIn() {
    for (Curious waits : List.copyOf(curious)) {
      if (core.questionsAnswered(waits.questionNumber) || millis() >= waits.untilMillis) {
        curious.remove(waits);
        writes.arrive(waits.reader);
      }
    }
  }

  private void carryOut(List<Command> commands) {
    for (Command command : commands) {
      switch (command) {
        case Command.StoreWrite write -> writes.add(write);
        case Command.Take take -> take(take);
        case Command.TakeOver takeOver -> takeOver(takeOver);
        case Command.TakeBack(String processor, int max) ->
            read(
                () -> queue.takeBack(name, processor, max),
                claims -> on(new Event.TakenOver(claims)),
                () -> on(new Event.TakeOverFailed()));
        case Command.Park(String processor, var claims) ->
            tell(claims, () -> queue.park(name, processor, claims));
        case Command.Renew renew -> renew(renew);
        case Command.ReadPauses _ ->
            read(
                pauses, seen -> on(new Event.PausesRead(seen)), () -> on(new Event.PausesUnread()));
        case Command.Tell tell -> tell(tell);
        case Command.Release(var claims) -> tell(claims, () -> queue.release(name, claims));
        case Command.Publish(PaymentEvent event) -> effects.publish(event);
        case Command.Log(Level level, String message) -> effects.log(level, message);
        case Command.Send send -> effects.start(() -> send(send));
        case Command.Find find ->
            effects.start(
                () ->
                    effects.find(find, lookup -> post(new Event.LookedUp(find.ticket(), lookup))));
      }
    }
  }

  /** On a thread of its own, on which time has passed since it was decided. */
  private void send(Command.Send send) {
    Now start = effects.now();
    if (start.perhapsAfter(send.notAfter())) {
      post(new Event.TooLate(send.ticket()));
      return;
    }
    effects.send(
        send,
        outcome ->
            post(new Event.Answered(send.ticket(), outcome, millis() - start.monotonicMillis())));
  }

  // Calls of the store.

  private void take(Command.Take take) {
    Runnable failed = () -> on(new Event.TakeFailed());
    OpenCall open = open(GATHER_MILLIS + TAKE_WAIT_MILLIS, failed);
    open.call =
        effects.take(
            gather ? GATHER_MILLIS : 0,
            TAKE_WAIT_MILLIS,
            waitMillis -> queue.take(name, take.max(), waitMillis),
            claims -> deliverEnd(open, () -> taken(take, claims)),
            () -> deliverEnd(open, failed));
  }

  private void taken(Command.Take take, List<Claim> claims) {
    gather = !claims.isEmpty() && claims.size() < take.max();
    on(new Event.Taken(claims));
  }

  private void takeOver(Command.TakeOver takeOver) {
    read(
        () -> queue.takeOver(name, takeOver.max(), takeOver.idleMillis()),
        claims -> {
          if (!claims.isEmpty()) {
            effects.log(Level.INFO, "worker " + name + " took over " + claims.size() + " payments");
          }
          on(new Event.TakenOver(claims));
        },
        () -> on(new Event.TakeOverFailed()));
  }

  private void renew(Command.Renew renew) {
    List<Claim> claims = renew.held().stream().map(Command.Held::claim).toList();
    read(
        () -> queue.renew(name, claims),
        lost -> on(new Event.Renewed(lostTickets(renew, lost))),
        () -> on(new Event.RenewFailed()));
  }

  private static List<Long> lostTickets(Command.Renew renew, List<Claim> claims) {
    var lost = new HashSet<>(claims);
    return renew.held().stream()
        .filter(held -> lost.contains(held.claim()))
        .map(Command.Held::ticket)
        .toList();
  }

  /** If that fails, the claims are taken over when they have timed out. */
  private void tell(List<Claim> claims, Runnable action) {
    read(
        () -> {
          action.run();
          return claims;
        },
        _ -> {},
        () -> {});
  }

  private void tell(Command.Tell tell) {
    read(
        () -> {
          int news = queue.recall(tell.recollections());
          Era era = queue.told(name, tell.era(), tell.waitsForOthers());
          return new Event.Told(tell.era(), era, news);
        },
        told -> told(tell, told),
        () -> on(new Event.TellFailed()));
  }

  private void told(Command.Tell tell, Event.Told told) {
    boolean asked = core.asksEverywhere();
    on(told);
    if (told.news() > 0) {
      effects.log(
          Level.SEVERE,
          "the store went back in time: it had lost what worker %s knew of %s payments (of %s told), and was told again"
              .formatted(name, told.news(), tell.recollections().size()));
    }
    if (!asked && core.asksEverywhere()) {
      effects.log(
          Level.WARNING,
          "the store may have lost its last writes, and not every worker that was at work has said"
              + " what it knows: payments are asked for at every processor before they are sent");
    }
    if (asked && !core.asksEverywhere()) {
      effects.log(Level.INFO, "payments are sent as ever again");
    }
  }

  private void written(StoreWrites.Ended call) {
    writes.callEnded(call);
    call.events().forEach(this::on);
  }

  /** By any thread, and as often as the store is asked: told once in a while. */
  private void refused(RuntimeException why) {
    long now = millis();
    long since = refusalToldMillis.get();
    if ((since == Long.MIN_VALUE || now - since >= REFUSALS_TOLD_EVERY_MILLIS)
        && refusalToldMillis.compareAndSet(since, now)) {
      effects.log(
          Level.SEVERE,
          "worker %s: the store cannot do a write, which is repeated alone; others go on: %s"
              .formatted(name, why));
    }
  }

  private <A> void read(Supplier<A> action, Consumer<A> answered, Runnable failed) {
    call(List.of(), _ -> action.get(), answered, failed);
  }

  private <W, A> void call(
      List<W> elements, Function<List<W>, A> action, Consumer<A> answered, Runnable failed) {
    OpenCall open = open(0, failed);
    open.call =
        effects.call(
            elements,
            action,
            answer -> deliverEnd(open, () -> answered.accept(answer)),
            () -> deliverEnd(open, failed));
  }

  private OpenCall open(long moreMillis, Runnable failed) {
    OpenCall open = new OpenCall(millis() + moreMillis + queue.answerBoundMillis(), failed);
    calls.add(open);
    return open;
  }

  private void deliverEnd(OpenCall open, Runnable end) {
    effects.deliver(
        new Mail(
            () -> {
              if (calls.remove(open)) {
                end.run();
              }
            },
            false));
  }

  /** A store that does not even fail is not waited for. */
  private void giveUpCalls() {
    long now = millis();
    for (int i = calls.size() - 1; i >= 0; i--) {
      OpenCall open = calls.get(i);
      if (now >= open.untilMillis) {
        calls.remove(i);
        open.call.cancel();
        open.failed.run();
      }
    }
  }
}

package dev.rinha.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.engine.Command;
import dev.rinha.core.engine.Effects;
import dev.rinha.core.engine.ExecutionCore;
import dev.rinha.core.engine.Now;
import dev.rinha.core.engine.Router;
import dev.rinha.core.engine.WorkerLoop;
import dev.rinha.core.execution.ExecutionSettings;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.routing.CheapestOnly;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DelegatingQueue;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.memory.MemoryStore;
import dev.rinha.core.summary.TimeWindow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

/**
 * A processor that takes 1.8 s, keeps one in fifty answers for itself, and one in a hundred
 * connections is reset, half of them before the request arrives. In virtual time, in which only the
 * store and the look-ups take a while.
 */
class LateAnswersTest {

  private static final long START = 1_752_600_000_000L;
  private static final long LOAD_MILLIS = 40_000;
  private static final long ARRIVE_EVERY_MILLIS = 8;
  private static final long DELAY_MILLIS = 1_800;
  private static final long STORE_MILLIS = 1;
  private static final long LOOKUP_MILLIS = 2;
  private static final Money AMOUNT = new Money(1990);

  private final VirtualClock virtualClock = new VirtualClock(START);
  private final SplittableRandom random = new SplittableRandom(7);
  private final PaymentStore store = new MemoryStore(100_000, virtualClock);
  private final ExecutionCore core =
      new ExecutionCore(
          ExecutionSettings.DEFAULTS,
          new Router(
              List.of(ProcessorSettings.of("slow", Fee.parse("0.05"))),
              new CheapestOnly(),
              random.split()),
          random.split());
  private final WorkerLoop loop =
      new WorkerLoop(
          "worker",
          new DelegatingQueue(store.queue()) {
            @Override
            public long answerBoundMillis() {
              return 1_000;
            }
          },
          store.pauses()::current,
          core,
          new World());
  private final Map<UUID, Executed> executed = new HashMap<>();
  private final List<String> differences = new ArrayList<>();
  private List<WorkerLoop.Mail> mailbox = new ArrayList<>();
  private Runnable waitingTake = () -> {};
  private boolean turning;
  private long wakeAtMillis = Long.MAX_VALUE;
  private int lost;
  private int sent;
  private int summaries;

  private record Executed(long requestedAtMillis, long atMillis) {}

  @Test
  void summaryHasWhatTheProcessorHasThoughItsAnswersGetLost() {
    turnSoon();
    for (long at = 0; at < LOAD_MILLIS; at += ARRIVE_EVERY_MILLIS) {
      virtualClock.at(START + at, this::arrive);
    }
    for (long at = 1_000; at < LOAD_MILLIS; at += 1_000) {
      virtualClock.at(START + at + random.nextLong(500), this::summarise);
    }
    while (virtualClock.millis() < START + LOAD_MILLIS + 15_000) {
      virtualClock.advance();
    }

    assertEquals(LOAD_MILLIS / ARRIVE_EVERY_MILLIS, store.ledger().census().settled());
    assertEquals(store.ledger().census().settled(), executed.size());
    assertEquals(39, summaries);
    assertEquals(List.of(), differences);
    long questions = core.lookups("slow");
    assertTrue(questions >= lost, () -> questions + " questions for " + lost);
    assertTrue(
        questions <= lost + sent / 100, () -> questions + " for " + lost + " lost of " + sent);
  }

  private void arrive() {
    store
        .intake()
        .accept(
            new Payment(
                new UUID(random.nextLong(), random.nextLong()), AMOUNT, virtualClock.millis()));
    waitingTake.run();
  }

  /** Reads the books as a worker does, and what the processor had when it was asked. */
  private void summarise() {
    long askedAt = virtualClock.millis();
    TimeWindow window = new TimeWindow(askedAt - 15_000, askedAt - 1_500);
    var reader = new CompletableFuture<Void>();
    loop.arrive(reader);
    var _ =
        reader.thenRun(
            () -> {
              summaries++;
              long ours =
                  store.ledger().summary(window).withProcessors(List.of("slow")).of("slow").count();
              long then = executedBy(askedAt, window);
              long now = executedBy(virtualClock.millis(), window);
              if (ours < then || ours > now) {
                differences.add(
                    "after %s ms: %s, the processor had %s and has %s"
                        .formatted(askedAt - START, ours, then, now));
              }
              loop.leave(reader);
            });
  }

  private long executedBy(long millis, TimeWindow window) {
    return executed.values().stream()
        .filter(one -> one.atMillis <= millis && window.contains(one.requestedAtMillis))
        .count();
  }

  private void turnSoon() {
    if (!turning) {
      turning = true;
      virtualClock.after(
          0,
          () -> {
            turning = false;
            List<WorkerLoop.Mail> mails = mailbox;
            mailbox = new ArrayList<>();
            loop.turn(mails);
            long wake = Math.max(loop.wakeAtMillis(), virtualClock.millis() + 1);
            if (wake < wakeAtMillis || wakeAtMillis <= virtualClock.millis()) {
              wakeAtMillis = wake;
              virtualClock.at(wake, this::turnSoon);
            }
          });
    }
  }

  private final class World implements Effects {

    @Override
    public Now now() {
      return new Now(virtualClock.millis(), virtualClock.millis());
    }

    @Override
    public void deliver(WorkerLoop.Mail mail) {
      mailbox.add(mail);
      turnSoon();
    }

    @Override
    public void start(Runnable task) {
      task.run();
    }

    @Override
    public void send(Command.Send send, Consumer<Outcome> answered) {
      sent++;
      int draw = random.nextInt(1_000);
      lost += draw < 30 ? 1 : 0;
      if (draw < 5) {
        virtualClock.after(0, () -> answered.accept(new Outcome.Unknown("reset")));
        return;
      }
      virtualClock.after(
          DELAY_MILLIS,
          () -> {
            boolean first =
                executed.putIfAbsent(
                        send.payment().correlationId(),
                        new Executed(send.intent().requestedAtMillis(), virtualClock.millis()))
                    == null;
            if (draw < 10) {
              answered.accept(new Outcome.Unknown("reset"));
            } else if (draw < 30) {
              virtualClock.after(
                  send.timeoutMillis() - DELAY_MILLIS,
                  () -> answered.accept(new Outcome.Unknown("read timeout")));
            } else {
              answered.accept(first ? new Outcome.Executed() : new Outcome.Duplicate());
            }
          });
    }

    @Override
    public void find(Command.Find find, Consumer<Lookup> answered) {
      Executed there = executed.get(find.correlationId());
      Lookup lookup =
          there == null
              ? new Lookup.Absent()
              : new Lookup.Found(AMOUNT.cents(), there.requestedAtMillis);
      virtualClock.after(LOOKUP_MILLIS, () -> answered.accept(lookup));
    }

    @Override
    public <W, A> Call call(
        List<W> elements, Function<List<W>, A> execution, Consumer<A> answered, Runnable failed) {
      virtualClock.after(STORE_MILLIS, () -> answered.accept(execution.apply(elements)));
      return () -> {};
    }

    @Override
    public Call take(
        long afterMillis,
        long waitMillis,
        LongFunction<List<Claim>> execution,
        Consumer<List<Claim>> answered,
        Runnable failed) {
      waitingTake =
          () -> {
            List<Claim> claims = execution.apply(0);
            if (!claims.isEmpty()) {
              waitingTake = () -> {};
              virtualClock.after(STORE_MILLIS, () -> answered.accept(claims));
            }
          };
      waitingTake.run();
      return () -> {};
    }

    @Override
    public void log(Level level, String message) {}
  }
}

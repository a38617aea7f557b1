package dev.rinha.cli.replay;

import dev.rinha.bench.load.StopSignal;
import dev.rinha.cli.basics.Pace;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Posts the payments of a file, some at a time, each until it has an answer. After every few it
 * reports a checkpoint; everything before it has its answer. Used by one thread, once.
 */
final class FileReplay {

  /** At most so many are on their way, and so many are offered again after a crash. */
  static final int BATCH = 64;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /** What happens on the way. */
  interface Listener {

    /** Everything before that position has its answer. */
    void reached(RecordedPayments.Position position, ReplayCounts tally);

    /** A line that is not accepted and never will be. */
    void refused(long line, String why);
  }

  /** How it ended. */
  enum Ending {
    /** Every line has its answer, or as many as were wanted. */
    COMPLETE,
    /** Somebody wanted it to stop. */
    STOPPED,
    /** The gateway did not take a payment for too long. */
    NOT_TAKEN
  }

  private final GatewayClient gateway;
  private final Pace pace;
  private final StopSignal stop;
  private final Duration patience;
  private final Listener listener;
  private ReplayCounts tally;
  private String lastRefusal = "";
  private boolean tookAny;

  /**
   * @param patience for how long a payment is offered again and again
   * @param tally of the lines before
   */
  FileReplay(
      GatewayClient gateway,
      Pace pace,
      StopSignal stop,
      Duration patience,
      ReplayCounts tally,
      Listener listener) {
    this.gateway = gateway;
    this.pace = pace;
    this.stop = stop;
    this.patience = patience;
    this.tally = tally;
    this.listener = listener;
  }

  /** Why a payment was not taken, if that is how it ended. */
  String lastRefusal() {
    return lastRefusal;
  }

  /** Whether any payment was taken, also of those that the tally does not have yet. */
  boolean tookAny() {
    return tookAny;
  }

  ReplayCounts tally() {
    return tally;
  }

  /**
   * Posts what is left of the file.
   *
   * @param limit at most so many lines
   */
  Ending run(RecordedPayments payments, long limit) throws IOException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (long left = limit; left > 0; ) {
        List<Recorded> batch = payments.next((int) Math.min(BATCH, left));
        if (batch.isEmpty()) {
          break;
        }
        left -= batch.size();
        Ending ending = post(batch, threads);
        if (ending != Ending.COMPLETE) {
          return ending;
        }
        listener.reached(payments.position(), tally);
      }
    }
    return Ending.COMPLETE;
  }

  private Ending post(List<Recorded> batch, ExecutorService threads) {
    List<Runnable> results = new ArrayList<>();
    ReplayCounts before = tally;
    for (Recorded line : batch) {
      switch (line) {
        case Recorded.Unreadable(long number, String why) ->
            results.add(
                () -> {
                  tally = tally.plusUnreadable();
                  listener.refused(number, why);
                });
        case Recorded.Payment payment -> {
          if (!pace.next(1)) {
            return Ending.STOPPED;
          }
          Future<Answer> answer = threads.submit(() -> insist(payment));
          results.add(() -> count(payment, await(answer)));
        }
      }
    }
    results.forEach(Runnable::run);
    if (tally.total() - before.total() == batch.size()) {
      return Ending.COMPLETE;
    }
    tally = before;
    return stop.isRaised() ? Ending.STOPPED : Ending.NOT_TAKEN;
  }

  private void count(Recorded.Payment payment, Answer answer) {
    tally = tally.plus(answer);
    switch (answer) {
      case Answer.Accepted _, Answer.Duplicate _ -> tookAny = true;
      case Answer.Rejected(String why) ->
          listener.refused(payment.line(), payment.correlationId() + " was rejected: " + why);
      case Answer.NotTaken(String why) -> lastRefusal = why;
    }
  }

  /** Offers it until it has its answer, the patience is over, or somebody wants to stop. */
  private Answer insist(Recorded.Payment payment) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    Duration pause = FIRST_PAUSE;
    while (true) {
      Answer answer = gateway.offer(payment);
      if (!(answer instanceof Answer.NotTaken)
          || System.nanoTime() + pause.toNanos() > end
          || stop.await(pause)) {
        return answer;
      }
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    }
  }

  private static Answer await(Future<Answer> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer.NotTaken("interrupted");
    }
  }
}

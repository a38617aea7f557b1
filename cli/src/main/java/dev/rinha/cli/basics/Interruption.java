package dev.rinha.cli.basics;

import dev.rinha.bench.load.StopSignal;
import java.time.Duration;

/**
 * Turns Ctrl-C (and {@code kill}) into a {@link StopSignal}, so that a command can end what it is
 * at, say how to go on, and only then leave:
 *
 * <pre>
 * try (var interruption = Interruption.listen()) {
 *   ... until interruption.signal().isRaised() ...
 *   say how to go on
 *   return ExitCode.INTERRUPTED;
 * }
 * </pre>
 *
 * <p>What has to be said must be said before it is closed: then the process ends. One that does not
 * close it within {@link #GOODBYE} is ended nevertheless, and so is nothing else: whatever a
 * command does has to survive a {@code kill -9} anyway. Used by one thread.
 */
public final class Interruption implements AutoCloseable {

  /** How long a command may take to come to an end. */
  public static final Duration GOODBYE = Duration.ofSeconds(20);

  private final StopSignal stop = new StopSignal();
  private final StopSignal finished = new StopSignal();
  private final Thread goodbye = Thread.ofPlatform().unstarted(this::sayGoodbye);

  private Interruption() {}

  /** Listens until it is closed. */
  public static Interruption listen() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(interruption.goodbye);
    return interruption;
  }

  /** Raised when the person wants the command to end. */
  public StopSignal signal() {
    return stop;
  }

  private void sayGoodbye() {
    stop.raise();
    finished.await(GOODBYE);
  }

  @Override
  public void close() {
    finished.raise();
    if (!stop.isRaised()) {
      Runtime.getRuntime().removeShutdownHook(goodbye);
    }
  }
}

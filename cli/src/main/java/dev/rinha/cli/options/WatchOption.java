package dev.rinha.cli.options;

import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.Interruption;
import dev.rinha.cli.basics.Screen;
import dev.rinha.cli.basics.Terminal;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether a command shows what it has to show once, or again and again. */
public final class WatchOption {

  @Option(
      names = "--watch",
      paramLabel = "EVERY",
      arity = "0..1",
      fallbackValue = "2s",
      converter = DurationConverter.class,
      description = "Show it again and again until Ctrl-C, every 2s unless said otherwise")
  private @Nullable Duration every;

  /** Whether it was asked for. */
  public boolean isAsked() {
    return every != null;
  }

  /**
   * Shows frames until Ctrl-C.
   *
   * @return the exit code
   */
  public int show(PrintWriter out, Supplier<List<String>> frames) {
    Duration pause = every == null || every.isZero() ? Duration.ofSeconds(2) : every;
    try (var interruption = Interruption.listen()) {
      new Screen(out, Terminal.output()).repeat(pause, interruption.signal(), frames);
    }
    return ExitCode.OK;
  }
}

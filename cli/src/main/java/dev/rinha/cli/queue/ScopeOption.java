package dev.rinha.cli.queue;

import dev.rinha.cli.options.ProcessorNames;
import dev.rinha.core.store.PauseScope;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is to be paused or resumed. */
final class ScopeOption {

  @Option(
      names = "--processor",
      paramLabel = "NAME",
      completionCandidates = ProcessorNames.class,
      description = "Only this processor. Default: the whole queue")
  private @Nullable String processor;

  PauseScope scope() {
    return processor == null ? new PauseScope.Queue() : new PauseScope.Processor(processor);
  }

  /** In words, to begin or to end a sentence. */
  static String words(PauseScope scope) {
    return switch (scope) {
      case PauseScope.Queue _ -> "the queue";
      case PauseScope.Processor(String name) -> "processor " + name;
    };
  }
}

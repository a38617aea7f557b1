package dev.rinha.cli.queue;

import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.options.OperatorRecord;
import dev.rinha.cli.options.OptionalReasonOption;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.core.execution.Operator;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.SharedStore;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rinha-cli queue resume}. */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    description = {
      "Ends a pause; all workers follow within about a second. The queue and each processor are"
          + " resumed one by one."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:it is not paused, whether it was or not",
      ExitCode.USAGE_LINE,
      ExitCode.UNREACHABLE_LINE
    },
    footer = {"  rinha-cli queue resume", "  rinha-cli queue resume --processor default"})
final class QueueResumeCommand implements Callable<Integer> {

  private final InstantSource clock = InstantSource.system();

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();
  @Mixin private ScopeOption what = new ScopeOption();
  @Mixin private OptionalReasonOption reason = new OptionalReasonOption();

  @Override
  public Integer call() {
    PauseScope scope = what.scope();
    try (SharedStore store = redis.open()) {
      OperatorRecord.write(store, clock, "resume", ScopeOption.words(scope), reason.text());
      boolean was = new Operator(store, clock).resume(scope);
      spec.commandLine()
          .getOut()
          .println(ScopeOption.words(scope) + (was ? " is resumed" : " was not paused"));
    }
    return ExitCode.OK;
  }
}

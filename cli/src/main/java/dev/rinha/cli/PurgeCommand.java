package dev.rinha.cli;

import dev.rinha.core.store.Census;
import dev.rinha.core.store.redis.RedisStore;
import java.io.Console;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rinha-cli purge}: forgets all payments of the store. */
@Command(
    name = "purge",
    mixinStandardHelpOptions = true,
    description = {
      "Forgets all payments: queued, settled, in doubt and dead.",
      "Workers may go on running; what they settle later for a forgotten payment changes nothing."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  rinha-cli purge", "  rinha-cli purge --yes"})
final class PurgeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();

  @Option(names = "--yes", description = "Do not ask")
  private boolean yes;

  @Override
  public Integer call() {
    try (RedisStore store = redis.open()) {
      Census census = store.census();
      PrintWriter err = spec.commandLine().getErr();
      err.printf(
          "%d payments: %d settled, %d queued, %d in flight, %d in doubt, %d dead%n",
          census.accepted(),
          census.settled(),
          census.queued(),
          census.inFlight(),
          census.inDoubt(),
          census.dead());
      err.flush();
      if (!yes && !confirmed()) {
        throw new CommandFailure("nothing was purged; confirm with --yes", ExitCode.REFUSED);
      }
      store.purge();
      spec.commandLine().getOut().println("purged " + census.accepted() + " payments");
    }
    return ExitCode.OK;
  }

  private static boolean confirmed() {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      return false;
    }
    String answer = console.readLine("Forget all of them? Type yes: ");
    return "yes".equals(answer);
  }
}

package dev.rinha.cli.purge;

import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.options.Confirmation;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.redis.RedisStore;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rinha-cli purge}: forgets all payments of the store. */
@Command(
    name = "purge",
    mixinStandardHelpOptions = true,
    description = {
      "Forgets all payments: queued, settled, in doubt and dead.",
      "Workers may go on running; what they settle later for a forgotten payment changes nothing."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      ExitCode.OK_LINE,
      ExitCode.USAGE_LINE,
      ExitCode.UNREACHABLE_LINE,
      ExitCode.REFUSED_LINE
    },
    footer = {"  rinha-cli purge --dry-run", "  rinha-cli purge", "  rinha-cli purge --yes"})
public final class PurgeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();

  @Mixin private Confirmation confirmation = new Confirmation();

  /** For picocli. */
  public PurgeCommand() {}

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
      if (confirmation.dryRun()) {
        err.println("nothing was changed");
        return ExitCode.OK;
      }
      confirmation.require(err, "Forget all of them?");
      store.purge();
      spec.commandLine().getOut().println("purged " + census.accepted() + " payments");
    }
    return ExitCode.OK;
  }
}

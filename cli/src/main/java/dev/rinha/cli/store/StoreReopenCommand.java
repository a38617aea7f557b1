package dev.rinha.cli.store;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.options.Confirmation;
import dev.rinha.cli.options.OperatorRecord;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.core.store.redis.RedisStore;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rinha-cli store reopen}: lets a store be written to that was copied. */
@Command(
    name = "reopen",
    mixinStandardHelpOptions = true,
    description = {
      "Lets a store be written to again that a copy has made read-only.",
      "Not where its copy is in use: what was accepted there would be unknown here."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:it can be written to, now or before",
      ExitCode.USAGE_LINE,
      ExitCode.UNREACHABLE_LINE,
      ExitCode.REFUSED_LINE
    },
    footer = {"  rinha-cli store reopen", "  rinha-cli store reopen --yes"})
public final class StoreReopenCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();
  @Mixin private Confirmation confirmation = new Confirmation();

  /** For picocli. */
  public StoreReopenCommand() {}

  @Override
  public Integer call() {
    try (RedisStore store = RedisStore.openReadOnly(redis.settings())) {
      String name = "store '%s' at %s".formatted(redis.namespace(), redis.address());
      if (!store.inspection().exists()) {
        throw new CommandFailure(
            "there is no %s%s".formatted(name, redis.because()), ExitCode.UNREACHABLE);
      }
      if (!store.isReadOnly()) {
        spec.commandLine().getOut().println(name + " is not read-only");
        return ExitCode.OK;
      }
      if (confirmation.dryRun()) {
        spec.commandLine().getOut().println("would reopen " + name + "; nothing was changed");
        return ExitCode.OK;
      }
      confirmation.require(
          spec.commandLine().getErr(), "Reopen " + name + ", though it may have been copied?");
      store.makeWritable();
      try (RedisStore writable = RedisStore.openExisting(redis.settings())) {
        OperatorRecord.write(writable, InstantSource.system(), "reopen the store", name, "");
      }
      spec.commandLine().getOut().println("reopened " + name);
      return ExitCode.OK;
    }
  }
}

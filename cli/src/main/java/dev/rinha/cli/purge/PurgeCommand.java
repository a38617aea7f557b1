package dev.rinha.cli.purge;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.options.BatchOption;
import dev.rinha.cli.options.EnvironmentConfirmation;
import dev.rinha.cli.options.MomentConverter;
import dev.rinha.cli.options.OperatorRecord;
import dev.rinha.cli.options.OptionalReasonOption;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.core.store.SharedStore;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rinha-cli purge}: forgets all payments of the store, or what is finished and old. */
@Command(
    name = "purge",
    mixinStandardHelpOptions = true,
    description = {
      "Forgets payments; shows first what would go. Without options all of them: queued, settled,"
          + " in doubt and dead, in one step. Workers may go on running; what they settle later for"
          + " a forgotten payment changes nothing.",
      "With --before or --dead-letters-only what is finished goes, in small steps, out of ledger,"
          + " totals and records alike; unfinished payments stay. It may be interrupted and run"
          + " again. A correlationId that was forgotten is new again: a client that still repeats"
          + " it is paid again.",
      "The name of the environment confirms; --yes is enough only in the one called challenge."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      ExitCode.OK_LINE,
      ExitCode.USAGE_LINE,
      ExitCode.UNREACHABLE_LINE,
      ExitCode.REFUSED_LINE,
      "130:interrupted; run it again for the rest"
    },
    footer = {
      "  rinha-cli purge --dry-run",
      "  rinha-cli purge --confirm staging",
      "  rinha-cli purge --before -90d --rate 10000 --confirm production",
      "  rinha-cli purge --dead-letters-only --before -30d --confirm production"
    })
public final class PurgeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();
  @Mixin private BatchOption batch = new BatchOption();
  @Mixin private OptionalReasonOption reason = new OptionalReasonOption();
  @Mixin private EnvironmentConfirmation confirmation = new EnvironmentConfirmation();

  @Option(
      names = "--dead-letters-only",
      description = "Only dead letters, also those that were discarded")
  private boolean deadLettersOnly;

  @Option(
      names = "--before",
      paramLabel = "TIME",
      converter = MomentConverter.class,
      description =
          "Only payments settled in a full minute before this time, and dead letters that were"
              + " given up or discarded before it: "
              + MomentConverter.FORMS)
  private @Nullable Instant before;

  /** For picocli. */
  public PurgeCommand() {}

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    try (SharedStore store = redis.open()) {
      Extent extent = extent();
      String environment = store.inspection().environment().orElse(redis.namespace());
      err.println("environment " + environment);
      Preview preview = Preview.of(store, extent);
      preview.lines().forEach(err::println);
      err.flush();
      if (confirmation.dryRun()) {
        err.println("nothing was changed");
        return ExitCode.OK;
      }
      confirmation.require(err, "Forget that in environment " + environment + "?", environment);
      OperatorRecord.write(
          store,
          InstantSource.system(),
          deadLettersOnly
              ? "purge dead letters"
              : before == null ? "purge" : "purge what is finished",
          String.join("; ", preview.lines()),
          reason.text());
      return new PurgeRun(store, preview.count(), batch, spec.commandLine()).run(extent);
    }
  }

  private Extent extent() {
    if (before == null && !deadLettersOnly && batch.limit() < Integer.MAX_VALUE) {
      throw new CommandFailure("--limit goes with --before or --dead-letters-only", ExitCode.USAGE);
    }
    if (before != null) {
      long millis = before.toEpochMilli();
      return deadLettersOnly ? new Extent.DeadLetters(millis) : new Extent.Finished(millis);
    }
    return deadLettersOnly ? new Extent.DeadLetters(Long.MAX_VALUE) : new Extent.Everything();
  }
}

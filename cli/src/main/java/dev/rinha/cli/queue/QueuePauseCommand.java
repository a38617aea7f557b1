package dev.rinha.cli.queue;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.options.OperatorRecord;
import dev.rinha.cli.options.ReasonOption;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.core.execution.Operator;
import dev.rinha.core.history.Remark;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.SharedStore;
import dev.rinha.core.summary.TimeWindow;
import java.time.InstantSource;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rinha-cli queue pause}. */
@Command(
    name = "pause",
    mixinStandardHelpOptions = true,
    description = {
      "Sends no more payments, or none to one processor. Payments are accepted all the same, and"
          + " what is on its way ends.",
      "All workers follow within about a second, also after a restart, until 'queue resume'. A"
          + " processor that is paused counts as down: payments wait for it as long as their"
          + " patience allows, then they go to a dearer one. It is still asked for payments in"
          + " doubt, but sent none again."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:it is paused, now or before",
      ExitCode.USAGE_LINE,
      ExitCode.UNREACHABLE_LINE
    },
    footer = {
      "  rinha-cli queue pause --reason 'deployment'",
      "  rinha-cli queue pause --processor default --reason 'maintenance till four'"
    })
final class QueuePauseCommand implements Callable<Integer> {

  private final InstantSource clock = InstantSource.system();

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();
  @Mixin private ScopeOption what = new ScopeOption();
  @Mixin private ReasonOption reason = new ReasonOption();

  @Option(names = "--force", description = "Also a processor that no worker has shown yet")
  private boolean force;

  @Override
  public Integer call() {
    Remark remark = reason.remark();
    PauseScope scope = what.scope();
    try (SharedStore store = redis.open()) {
      if (!force && scope instanceof PauseScope.Processor(String name)) {
        refuseStranger(name, store);
      }
      OperatorRecord.write(
          store,
          clock,
          force ? "pause by force" : "pause",
          ScopeOption.words(scope),
          remark.text());
      boolean now = new Operator(store, clock).pause(scope, remark);
      spec.commandLine()
          .getOut()
          .println(ScopeOption.words(scope) + (now ? " is paused" : " was paused already"));
    }
    return ExitCode.OK;
  }

  /**
   * Processors are known that were paid by, or that workers send to or have asked for their health.
   */
  private static void refuseStranger(String name, SharedStore store) {
    SortedSet<String> known = new TreeSet<>(store.healthBoard().read().keySet());
    known.addAll(store.ledger().summary(TimeWindow.ALL).processors().keySet());
    store.workers().all().forEach(terms -> known.addAll(terms.responseTimeoutMillis().keySet()));
    if (!known.isEmpty() && !known.contains(name)) {
      throw new CommandFailure(
          "no worker has shown a processor called %s, only %s; nothing was paused; --force pauses it"
                  .formatted(name, String.join(", ", known))
              + " all the same",
          ExitCode.USAGE);
    }
  }
}

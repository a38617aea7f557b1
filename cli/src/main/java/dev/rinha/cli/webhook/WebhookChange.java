package dev.rinha.cli.webhook;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.options.OperatorRecord;
import dev.rinha.cli.options.OptionalReasonOption;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.core.store.Outbox;
import dev.rinha.core.store.Outbox.Subscriber;
import dev.rinha.core.store.SharedStore;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command that changes something about one webhook. */
abstract class WebhookChange implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();
  @Mixin private OptionalReasonOption reason = new OptionalReasonOption();

  @Parameters(paramLabel = "NAME", description = "As webhooks.names has it")
  private String name = "";

  /** Answers whether it may be done; says before what that means, where it cannot be undone. */
  boolean isConfirmed(Subscriber one, PrintWriter messages) {
    return true;
  }

  /** Does it; answers whether there is one of that name. */
  abstract boolean change(Outbox outbox, String name);

  /** What is so now, of one that was so before. */
  abstract String done(Subscriber before);

  /** What the operator log says it was done to. */
  String subject(Subscriber before) {
    return before.name();
  }

  @Override
  public Integer call() {
    try (SharedStore store = redis.open()) {
      List<Subscriber> all = store.outbox().status().subscribers();
      Subscriber before =
          all.stream()
              .filter(one -> one.name().equals(name))
              .findFirst()
              .orElseThrow(() -> unknown(all));
      if (!isConfirmed(before, spec.commandLine().getErr())) {
        return ExitCode.OK;
      }
      OperatorRecord.write(
          store,
          InstantSource.system(),
          spec.qualifiedName(" ").substring(spec.root().name().length() + 1),
          subject(before),
          reason.text());
      if (!change(store.outbox(), name)) {
        throw unknown(store.outbox().status().subscribers()); // Removed in between.
      }
      spec.commandLine().getOut().println(done(before));
    }
    return ExitCode.OK;
  }

  private CommandFailure unknown(List<Subscriber> all) {
    return new CommandFailure(
        all.isEmpty()
            ? "there is no webhook '%s', none is configured".formatted(name)
            : "there is no webhook '%s', only: %s"
                .formatted(name, String.join(", ", all.stream().map(Subscriber::name).toList())),
        ExitCode.USAGE);
  }
}

package dev.rinha.cli.webhook;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.options.OperatorRecord;
import dev.rinha.cli.options.OptionalReasonOption;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.core.store.Outbox;
import dev.rinha.core.store.Outbox.Subscriber;
import dev.rinha.core.store.SharedStore;
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

  /** Does it; answers whether there is one of that name. */
  abstract boolean change(Outbox outbox, String name);

  /** What is so now. */
  abstract String done(String name);

  @Override
  public Integer call() {
    try (SharedStore store = redis.open()) {
      OperatorRecord.write(
          store,
          InstantSource.system(),
          spec.qualifiedName(" ").substring(spec.root().name().length() + 1),
          name,
          reason.text());
      if (!change(store.outbox(), name)) {
        List<String> known =
            store.outbox().status().subscribers().stream().map(Subscriber::name).toList();
        throw new CommandFailure(
            "nobody called '%s' is told of payments, only: %s"
                .formatted(name, known.isEmpty() ? "nobody" : String.join(", ", known)),
            ExitCode.USAGE);
      }
      spec.commandLine().getOut().println(done(name));
    }
    return ExitCode.OK;
  }
}

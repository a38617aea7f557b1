package dev.rinha.cli.webhook;

import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.TimeText;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.cli.output.Column;
import dev.rinha.cli.output.OutputOption;
import dev.rinha.core.store.Outbox;
import dev.rinha.core.store.Outbox.Subscriber;
import dev.rinha.core.store.SharedStore;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rinha-cli webhooks list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "Lists all who are told what became of payments: webhooks, and listeners in processes that"
          + " embed the library.",
      "waiting: events that it has not got yet, and since when the oldest waits; givenUp: what it"
          + " never took until it was too old; lost: what went because there was no room for it.",
      "Only reads; safe at any time."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.OK_LINE, ExitCode.USAGE_LINE, ExitCode.UNREACHABLE_LINE},
    footer = {"  rinha-cli webhooks list", "  rinha-cli webhooks list --json"})
final class WebhooksListCommand implements Callable<Integer> {

  private static final List<Column<Subscriber>> COLUMNS =
      List.of(
          Column.text("name", Subscriber::name),
          Column.text("where", Subscriber::about),
          Column.number("waiting", Subscriber::waiting),
          Column.text("oldest", WebhooksListCommand::oldest),
          Column.number("delivered", Subscriber::delivered),
          Column.number("givenUp", Subscriber::givenUp),
          Column.number("lost", Subscriber::lost),
          Column.text("state", WebhooksListCommand::state));

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();
  @Mixin private OutputOption output = new OutputOption();

  @Override
  public Integer call() {
    try (SharedStore store = redis.open()) {
      Outbox.Status status = store.outbox().status();
      if (output.forPeople() && status.subscribers().isEmpty()) {
        spec.commandLine().getOut().println("no webhook is configured");
      } else {
        output.print(spec.commandLine().getOut(), COLUMNS, status.subscribers());
      }
      if (output.forPeople()) {
        spec.commandLine()
            .getOut()
            .println(
                "%s events are kept, in %s bytes%s"
                    .formatted(
                        status.events(),
                        status.bytes(),
                        status.tailed() ? "; a tail reads along" : ""));
      }
    }
    return ExitCode.OK;
  }

  private static @Nullable String oldest(Subscriber one) {
    return one.oldestAtMillis() == 0 ? null : TimeText.iso(one.oldestAtMillis());
  }

  private static String state(Subscriber one) {
    if (one.paused()) {
      return "paused";
    }
    return one.state().isEmpty() ? "no worker delivers" : one.state();
  }
}

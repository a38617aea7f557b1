package dev.rinha.cli.webhook;

import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.store.Outbox;
import dev.rinha.core.store.Outbox.Subscriber;
import picocli.CommandLine.Command;

/** {@code rinha-cli webhooks retry}. */
@Command(
    name = "retry",
    mixinStandardHelpOptions = true,
    description = {
      "Has everything that waits for another try tried now, such as after the endpoint was mended."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:it is tried, at once or as soon as somebody delivers",
      "2:wrong use, or there is no webhook of that name",
      ExitCode.UNREACHABLE_LINE
    },
    footer = "  rinha-cli webhooks retry shop")
final class WebhooksRetryCommand extends WebhookChange {

  @Override
  boolean change(Outbox outbox, String name) {
    return outbox.retry(name);
  }

  @Override
  String done(Subscriber before) {
    String name = before.name();
    if (before.paused()) {
      return name + " is paused: what waits for it is tried once it is resumed";
    }
    return before.state().isEmpty()
        ? "no worker delivers to " + name + ": what waits for it is tried once one does"
        : "what waits for " + name + " is tried within a second";
  }
}

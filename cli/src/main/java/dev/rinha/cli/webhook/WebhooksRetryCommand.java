package dev.rinha.cli.webhook;

import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.store.Outbox;
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
      "0:the worker is told",
      "2:wrong use, or nobody of that name is told",
      ExitCode.UNREACHABLE_LINE
    },
    footer = "  rinha-cli webhooks retry shop")
final class WebhooksRetryCommand extends WebhookChange {

  @Override
  boolean change(Outbox outbox, String name) {
    return outbox.retry(name);
  }

  @Override
  String done(String name) {
    return "what waits for " + name + " is tried within a second";
  }
}

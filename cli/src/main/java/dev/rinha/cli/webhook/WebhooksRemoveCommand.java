package dev.rinha.cli.webhook;

import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.store.Outbox;
import picocli.CommandLine.Command;

/** {@code rinha-cli webhooks remove}. */
@Command(
    name = "remove",
    mixinStandardHelpOptions = true,
    description = {
      "Forgets one, and what waits for it. Take it out of webhooks.names first: a worker that has"
          + " it in its configuration makes it anew."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:it is forgotten",
      "2:wrong use, or nobody of that name is told",
      ExitCode.UNREACHABLE_LINE
    },
    footer = "  rinha-cli webhooks remove shop")
final class WebhooksRemoveCommand extends WebhookChange {

  @Override
  boolean change(Outbox outbox, String name) {
    return outbox.unsubscribe(name);
  }

  @Override
  String done(String name) {
    return name + " is forgotten";
  }
}

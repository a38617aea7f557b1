package dev.rinha.cli.webhook;

import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.store.Outbox;
import dev.rinha.core.store.Outbox.Subscriber;
import picocli.CommandLine.Command;

/** {@code rinha-cli webhooks pause}. */
@Command(
    name = "pause",
    mixinStandardHelpOptions = true,
    description = {
      "Sends nothing more to a webhook until 'webhooks resume'. Its events wait, within"
          + " events.max-bytes; beyond it the oldest are lost."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:it is paused, now or before",
      "2:wrong use, or there is no webhook of that name",
      ExitCode.UNREACHABLE_LINE
    },
    footer = "  rinha-cli webhooks pause shop")
final class WebhooksPauseCommand extends WebhookChange {

  @Override
  boolean change(Outbox outbox, String name) {
    return outbox.pause(name);
  }

  @Override
  String done(Subscriber before) {
    return before.name() + " is paused";
  }
}

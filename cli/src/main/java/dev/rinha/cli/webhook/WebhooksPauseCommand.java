package dev.rinha.cli.webhook;

import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.store.Outbox;
import picocli.CommandLine.Command;

/** {@code rinha-cli webhooks pause}. */
@Command(
    name = "pause",
    mixinStandardHelpOptions = true,
    description = {
      "Keeps the events of one back until 'webhooks resume'; what happens meanwhile waits, in the"
          + " bounds of events.max-bytes."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:it is paused, now or before",
      "2:wrong use, or nobody of that name is told",
      ExitCode.UNREACHABLE_LINE
    },
    footer = "  rinha-cli webhooks pause shop")
final class WebhooksPauseCommand extends WebhookChange {

  @Override
  boolean change(Outbox outbox, String name) {
    return outbox.pause(name);
  }

  @Override
  String done(String name) {
    return name + " is paused";
  }
}

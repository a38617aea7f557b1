package dev.rinha.cli.webhook;

import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.store.Outbox;
import dev.rinha.core.store.Outbox.Subscriber;
import picocli.CommandLine.Command;

/** {@code rinha-cli webhooks resume}. */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    description = {"Ends a pause: what has waited is delivered, the oldest first."},
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:it is not paused any more",
      "2:wrong use, or there is no webhook of that name",
      ExitCode.UNREACHABLE_LINE
    },
    footer = "  rinha-cli webhooks resume shop")
final class WebhooksResumeCommand extends WebhookChange {

  @Override
  boolean change(Outbox outbox, String name) {
    return outbox.resume(name);
  }

  @Override
  String done(Subscriber before) {
    return before.name() + " is resumed";
  }
}

package dev.rinha.cli.webhook;

import dev.rinha.cli.basics.Count;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.options.Confirmation;
import dev.rinha.core.store.Outbox;
import dev.rinha.core.store.Outbox.Subscriber;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rinha-cli webhooks remove}. */
@Command(
    name = "remove",
    mixinStandardHelpOptions = true,
    description = {
      "Removes a webhook and drops the events that wait for it; says first how many. This cannot be"
          + " undone.",
      "Take it out of webhooks.names first: a worker that has it in its configuration subscribes it"
          + " anew."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:it is removed",
      "2:wrong use, or there is no webhook of that name",
      ExitCode.UNREACHABLE_LINE,
      ExitCode.REFUSED_LINE
    },
    footer = {
      "  rinha-cli webhooks remove shop --dry-run",
      "  rinha-cli webhooks remove shop --yes --reason 'shop is closed'"
    })
final class WebhooksRemoveCommand extends WebhookChange {

  @Mixin private Confirmation confirmation = new Confirmation();

  @Override
  boolean isConfirmed(Subscriber one, PrintWriter messages) {
    messages.println(waiting(one) + " for " + one.name());
    if (!one.state().isEmpty()) {
      messages.println(
          "a worker delivers to %s: it subscribes it anew while webhooks.names has it"
              .formatted(one.name()));
    }
    if (confirmation.dryRun()) {
      messages.println("nothing was changed");
      return false;
    }
    confirmation.require(
        messages,
        one.waiting() == 0
            ? "Remove " + one.name() + "?"
            : "Remove %s and drop %s?".formatted(one.name(), Count.of(one.waiting(), "event")));
    return true;
  }

  private static String waiting(Subscriber one) {
    return Count.of(one.waiting(), "event") + (one.waiting() == 1 ? " waits" : " wait");
  }

  @Override
  boolean change(Outbox outbox, String name) {
    return outbox.unsubscribe(name);
  }

  @Override
  String subject(Subscriber before) {
    return before.name() + ", for which " + waiting(before);
  }

  @Override
  String done(Subscriber before) {
    return "%s is removed, and %s dropped"
        .formatted(before.name(), Count.of(before.waiting(), "event"));
  }
}

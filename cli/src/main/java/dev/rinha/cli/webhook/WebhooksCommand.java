package dev.rinha.cli.webhook;

import dev.rinha.cli.basics.CommandGroup;
import dev.rinha.cli.basics.ExitCode;
import picocli.CommandLine.Command;

/** {@code rinha-cli webhooks}. */
@Command(
    name = "webhooks",
    aliases = "webhook",
    mixinStandardHelpOptions = true,
    description = {
      "Lists who is told over HTTP what became of payments, and what waits for them; tries, pauses,"
          + " resumes and removes one.",
      "Where they are and what they are told stands in the configuration of the worker:"
          + " webhooks.names and what follows it."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.OK_LINE, ExitCode.USAGE_LINE},
    footer = {
      "  rinha-cli webhooks list",
      "  rinha-cli webhooks test shop",
      "  rinha-cli webhooks retry shop",
      "  rinha-cli webhooks pause shop"
    },
    subcommands = {
      WebhooksListCommand.class,
      WebhooksTestCommand.class,
      WebhooksRetryCommand.class,
      WebhooksPauseCommand.class,
      WebhooksResumeCommand.class,
      WebhooksRemoveCommand.class,
      WebhooksSecretCommand.class
    })
public final class WebhooksCommand extends CommandGroup {

  /** For picocli. */
  public WebhooksCommand() {}
}

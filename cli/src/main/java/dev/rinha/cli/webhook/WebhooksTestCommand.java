package dev.rinha.cli.webhook;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.options.Installation;
import dev.rinha.core.event.EventReceiver.Result;
import dev.rinha.service.config.ConfigException;
import dev.rinha.service.config.ServiceConfig;
import dev.rinha.service.config.ServiceConfig.Webhook;
import dev.rinha.service.webhook.WebhookSender;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rinha-cli webhooks test}. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = {
      "Sends a signed message of the type webhook.test from here, with the settings of the"
          + " environment or the configuration file, and says what came of it.",
      "The worker's settings count only if they are given here too; secrets are not kept anywhere"
          + " else."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:it answered 2xx",
      ExitCode.USAGE_LINE,
      "4:it did not answer, or something else"
    },
    footer = {
      "  rinha-cli webhooks test shop",
      "  rinha-cli webhooks test shop --config-file worker.properties"
    })
final class WebhooksTestCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Installation installation = new Installation();

  @Parameters(paramLabel = "NAME", description = "As webhooks.names has it")
  private String name = "";

  @Override
  public Integer call() {
    Webhook webhook = webhook();
    try (WebhookSender sender = WebhookSender.alone(webhook, InstantSource.system())) {
      return switch (sender.test()) {
        case Result.Delivered _ -> {
          spec.commandLine().getOut().println(webhook.shownUrl() + " has it");
          yield ExitCode.OK;
        }
        case Result.Failed(String why) ->
            throw new CommandFailure(webhook.shownUrl() + ": " + why, ExitCode.UNREACHABLE);
        case Result.NotNow(String why, _) ->
            throw new CommandFailure(webhook.shownUrl() + ": " + why, ExitCode.UNREACHABLE);
      };
    }
  }

  private Webhook webhook() {
    List<Webhook> all;
    try {
      all = ServiceConfig.webhooks(installation.configuration());
    } catch (ConfigException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), ExitCode.USAGE);
    }
    return all.stream()
        .filter(webhook -> webhook.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandFailure(
                    "%s; give the settings of the worker: RINHA_WEBHOOKS_NAMES, or --config-file"
                        .formatted(
                            all.isEmpty()
                                ? "webhooks.names is empty here"
                                : "webhooks.names has no '%s' here, only: %s"
                                    .formatted(name, names(all))),
                    ExitCode.USAGE));
  }

  private static String names(List<Webhook> all) {
    return String.join(", ", all.stream().map(Webhook::name).toList());
  }
}

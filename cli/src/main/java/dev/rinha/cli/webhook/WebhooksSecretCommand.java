package dev.rinha.cli.webhook;

import dev.rinha.cli.basics.ExitCode;
import dev.rinha.service.config.WebhookSecrets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rinha-cli webhooks secret}. */
@Command(
    name = "secret",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a secret for webhooks.{name}.secrets, of 32 random bytes, and prints it.",
      "To replace one: put the new one beside the old one, have the receiver trust the new one,"
          + " take the old one away."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.OK_LINE, ExitCode.USAGE_LINE},
    footer = "  export RINHA_WEBHOOKS_SHOP_SECRETS=$(rinha-cli webhooks secret)")
final class WebhooksSecretCommand implements Callable<Integer> {

  private static final int BYTES = 32;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    spec.commandLine()
        .getOut()
        .println(WebhookSecrets.PREFIX + Base64.getEncoder().encodeToString(secret));
    return ExitCode.OK;
  }
}

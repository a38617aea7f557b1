package dev.rinha.cli.token;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.service.config.AccessRole;
import dev.rinha.service.config.Tokens;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rinha-cli token new}. */
@Command(
    name = "new",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a token. Its first line is the token itself, for its holder, which nothing keeps and"
          + " nobody can find again; the second the line for the file of access.tokens-file, which"
          + " has its hash only.",
      "A client offers payments and asks for one by its id; a reader sees everything; an operator"
          + " sees everything and acts. A second token of the same name and role replaces the first"
          + " without a gap: add its line, hand it out, take the old line away."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.OK_LINE, ExitCode.USAGE_LINE},
    footer = {
      "  rinha-cli token new --name shop --role client",
      "  rinha-cli token new --name alice --role operator"
    })
final class TokenNewCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--name",
      required = true,
      paramLabel = "NAME",
      description =
          "Who gets it, as the operator log names them; lower-case letters, digits, dashes")
  private String name = "";

  @Option(
      names = "--role",
      required = true,
      paramLabel = "ROLE",
      description = "client, reader or operator")
  private String role = "";

  @Override
  public Integer call() {
    Tokens.Holder holder = holder();
    String token = Tokens.random();
    PrintWriter out = spec.commandLine().getOut();
    out.println(token);
    out.println(Tokens.line(holder, token));
    out.flush();
    return ExitCode.OK;
  }

  private Tokens.Holder holder() {
    try {
      return new Tokens.Holder(name, AccessRole.of(role));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), ExitCode.USAGE);
    }
  }
}

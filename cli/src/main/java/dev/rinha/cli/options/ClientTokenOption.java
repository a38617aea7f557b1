package dev.rinha.cli.options;

import dev.rinha.cli.basics.CommandFailure;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The token that payments are offered with: from a file, because flags are shown by {@code ps}. */
public final class ClientTokenOption {

  @Option(
      names = "--client-token-file",
      paramLabel = "FILE",
      description =
          "A file with the token of role client that is shown with each payment. Default: none is")
  private @Nullable String file;

  /** For picocli. */
  public ClientTokenOption() {}

  /**
   * The token; empty if none was named.
   *
   * @throws CommandFailure if the file cannot be read, or has no token
   */
  public Optional<String> token() {
    return Optional.ofNullable(file)
        .map(named -> TokenFile.read("--client-token-file '" + named + "'", named));
  }
}

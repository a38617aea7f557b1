package dev.rinha.cli.options;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.core.processor.HelidonProcessorBooks;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/**
 * The token of the processors' admin calls: that which the challenge publishes, or a secret one
 * from a file, because flags are shown by {@code ps}.
 */
public final class ProcessorTokenOption {

  private static final String FILE = "--token-file";

  @ArgGroup private Choice choice = new Choice();

  /** One of the two. */
  private static final class Choice {

    @Option(
        names = "--token",
        paramLabel = "TEXT",
        description =
            "X-Rinha-Token of the processors' admin calls; ps shows it to everybody on this"
                + " machine, so only one that is no secret. Default: "
                + HelidonProcessorBooks.DEFAULT_TOKEN)
    private String token = HelidonProcessorBooks.DEFAULT_TOKEN;

    @Option(
        names = FILE,
        paramLabel = "FILE",
        description = "A file with the X-Rinha-Token of the processors' admin calls")
    private @Nullable String file;
  }

  /** For picocli. */
  public ProcessorTokenOption() {}

  /**
   * The token.
   *
   * @throws CommandFailure if the file cannot be read, or has no token
   */
  public String token() {
    String file = choice.file;
    return file == null ? choice.token : TokenFile.read(FILE + " '" + file + "'", file);
  }

  /** The option that was given, for another command to show the same; never a token. */
  public List<String> target() {
    String file = choice.file;
    return file == null ? List.of() : List.of(FILE, file);
  }
}

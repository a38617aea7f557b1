package dev.rinha.cli.options;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A file that has a token in its first line. */
final class TokenFile {

  private static final Pattern TOKEN = Pattern.compile("[!-~]{1,256}");

  /** Room for a token and spaces around it; what comes after is not looked at. */
  private static final int MOST_BYTES = 1_024;

  private TokenFile() {}

  /**
   * Its token.
   *
   * @param named what named the file, for the message
   * @throws CommandFailure if it cannot be read, or has none; the message does not have what stands
   *     there
   */
  static String read(String named, String file) {
    String token;
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      String text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
      token = text.lines().findFirst().orElse("").strip();
    } catch (IOException | InvalidPathException e) {
      throw new CommandFailure(named + " cannot be read", ExitCode.USAGE);
    }
    if (!TOKEN.matcher(token).matches()) {
      throw new CommandFailure(named + " must have a token in its first line", ExitCode.USAGE);
    }
    return token;
  }
}

package dev.rinha.cli.basics;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Objects;

/**
 * What went wrong with a file or a connection, in words: many exceptions have no more than a path.
 */
public final class FailureText {

  private FailureText() {}

  /** The cause, as a clause that does not repeat which file or address it was. */
  public static String words(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such file or folder";
      case AccessDeniedException _ -> "no permission";
      case FileAlreadyExistsException _ -> "something else is there already";
      case FileSystemException file -> Objects.requireNonNullElse(file.getReason(), name(file));
      case ConnectException refused ->
          Objects.requireNonNullElse(refused.getMessage(), "connection refused");
      default -> Objects.requireNonNullElse(e.getMessage(), name(e));
    };
  }

  /** Such as {@code not directory} of a {@code NotDirectoryException}. */
  private static String name(IOException e) {
    return e.getClass()
        .getSimpleName()
        .replace("Exception", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }
}

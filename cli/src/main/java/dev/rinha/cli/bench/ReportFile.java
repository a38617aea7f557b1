package dev.rinha.cli.bench;

import dev.rinha.cli.basics.FailureText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that a run writes at its end: complete or not at all. Whether it can be written is known
 * before the run begins. What is there and is no file, such as a pipe, is written to as it is.
 *
 * @param option by which it was named
 */
record ReportFile(String option, Path path) {

  /**
   * @throws IOException with a message for the person, if it cannot be written
   */
  void requireWritable() throws IOException {
    if (isStream()) {
      if (!Files.isWritable(path)) {
        throw new IOException(refusal());
      }
      return;
    }
    if (Files.isDirectory(path)) {
      throw new IOException(refusal());
    }
    try {
      Path temporary = temporary();
      Files.createFile(temporary);
      Files.delete(temporary);
    } catch (IOException e) {
      throw new IOException(refusal(), e);
    }
  }

  private String refusal() {
    return option + " must name a file in a folder that can be written, was " + path;
  }

  /**
   * Replaces what was there.
   *
   * @throws IOException with a message for the person, if it cannot be written after all
   */
  void write(String text) throws IOException {
    try {
      if (isStream()) {
        Files.writeString(path, text);
      } else {
        replace(text);
      }
    } catch (IOException e) {
      throw new IOException(option + " " + path + " cannot be written: " + FailureText.words(e), e);
    }
  }

  private void replace(String text) throws IOException {
    Path temporary = temporary();
    try {
      Files.writeString(temporary, text);
      Files.move(
          temporary, target(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private boolean isStream() {
    return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
  }

  /** A link stays a link: what it leads to is replaced. */
  private Path target() throws IOException {
    return Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
  }

  private Path temporary() throws IOException {
    Path target = target();
    return target.resolveSibling(
        "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
  }
}

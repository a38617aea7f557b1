package dev.rinha.cli.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rinha.cli.output.JsonDocument;
import java.io.IOException;
import java.net.URI;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * How far a replay has come, in a file beside the payments. It is replaced as a whole, so a process
 * that is killed leaves the one before or the one after; whatever lies between the two is offered
 * again, and does nothing twice. Immutable.
 *
 * @param to where the payments were posted
 * @param position everything before it got its answer
 * @param tally of these
 */
record Checkpoint(URI to, RecordedPayments.Position position, ReplayCounts tally) {

  private static final String SUFFIX = ".checkpoint";

  /** Where the checkpoint of that file is. */
  static Path of(Path payments) {
    return payments.resolveSibling(payments.getFileName() + SUFFIX);
  }

  /**
   * Reads it.
   *
   * @throws IOException if it is there and cannot be read
   */
  static Optional<Checkpoint> read(Path file) throws IOException {
    try {
      JsonNode root = JsonDocument.MAPPER.readTree(Files.readString(file));
      return Optional.of(
          new Checkpoint(
              URI.create(root.required("to").asText()),
              new RecordedPayments.Position(
                  root.required("bytes").asLong(),
                  root.required("lines").asLong(),
                  root.required("sha256").asText()),
              new ReplayCounts(
                  root.required("accepted").asLong(),
                  root.required("duplicate").asLong(),
                  root.required("rejected").asLong(),
                  root.required("unreadable").asLong())));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new IOException("not a checkpoint: " + e.getMessage(), e);
    }
  }

  /** Replaces the file. */
  void write(Path file) throws IOException {
    ObjectNode root =
        JsonDocument.MAPPER
            .createObjectNode()
            .put("to", to.toString())
            .put("bytes", position.bytes())
            .put("lines", position.lines())
            .put("sha256", position.sha256())
            .put("accepted", tally.accepted())
            .put("duplicate", tally.duplicate())
            .put("rejected", tally.rejected())
            .put("unreadable", tally.unreadable());
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.writeString(next, JsonDocument.text(root) + System.lineSeparator());
    try {
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}

package dev.rinha.cli.dev;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Ends a Redis whose {@code dev} was killed, unless another {@code dev} has come for it within a
 * minute.
 *
 * <p>A small shell process, in a session of its own where there is {@code setsid}: it waits at a
 * pipe, which the system closes when the {@code dev} ends, however it ends. A file in the directory
 * of Redis stands for the right to end that Redis. Of a watchdog that wants to end it and a {@code
 * dev} that wants to use it only one can delete the file. Redis ends as after {@code SHUTDOWN}: its
 * append-only file is written to the disk.
 */
final class RedisWatchdog implements AutoCloseable {

  /** Earlier builds know files of this name, and may come for the same folder. */
  private static final String RIGHT = "guardian-";

  private static final Integer GRACE_SECONDS = Integer.getInteger("rinha.guardian.seconds", 60);

  /**
   * Arguments: process of Redis, seconds, file. The directory it stands in is known also after it
   * was deleted, and another one of the same name is not mistaken for it; nor is another process
   * that got the number of a Redis that has ended. What the dev wrote for other commands goes too.
   */
  private static final String SCRIPT =
      """
      trap '' INT HUP
      if read -r _; then exit; fi
      sleep "$2"
      if rm "$3" || [ ! -e redis.conf ]; then
        rm -f ../dev.properties
        case $(cat "/proc/$1/comm" || ps -o comm= -p "$1") in
          *redis*) kill "$1" ;;
        esac
      fi
      """;

  private final Process process;
  private final Path right;

  private RedisWatchdog(Process process, Path right) {
    this.process = process;
    this.right = right;
  }

  /** Watches over that process from now on. */
  static RedisWatchdog start(Path directory, long redis) throws IOException {
    Path right = Files.createFile(directory.resolve(RIGHT + UUID.randomUUID()));
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "if command -v setsid; then exec setsid sh -c \"$@\"; else exec sh -c \"$@\"; fi",
                "sh",
                SCRIPT,
                "guardian",
                Long.toString(redis),
                GRACE_SECONDS.toString(),
                right.getFileName().toString())
            .directory(directory.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new RedisWatchdog(process, right);
  }

  /**
   * Takes their right from all watchdogs that are left of a {@code dev} that was killed.
   *
   * @return whether there was one; else the Redis there may be about to end
   */
  static boolean revokeAll(Path directory) throws IOException {
    boolean revoked = false;
    try (DirectoryStream<Path> rights = Files.newDirectoryStream(directory, RIGHT + "*")) {
      for (Path right : rights) {
        revoked |= Files.deleteIfExists(right);
      }
    }
    return revoked;
  }

  /** No longer needed: Redis was ended in order. */
  @Override
  public void close() {
    try (var pipe = process.getOutputStream()) {
      pipe.write('\n');
      Files.deleteIfExists(right);
    } catch (IOException e) {
      // Gone already, or the directory is; then there is nothing to take back.
    }
  }
}

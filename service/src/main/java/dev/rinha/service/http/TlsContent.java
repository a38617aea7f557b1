package dev.rinha.service.http;

import dev.rinha.core.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is in the files of one side of TLS, to see when it changes. Confined to one thread. */
final class TlsContent {

  /** How often it is looked at. */
  static final Duration INTERVAL = Duration.ofSeconds(2);

  private final TlsFiles files;
  private String known;

  TlsContent(TlsFiles files) {
    this.files = files;
    this.known = content();
  }

  /** Whether it is another than when this was asked last, or else since the beginning. */
  boolean changed() {
    String before = known;
    known = content();
    return !known.equals(before);
  }

  /** Of all files; one that cannot be read counts as empty. */
  private String content() {
    return Stream.of(files.trust(), files.certificate(), files.key())
        .flatMap(Optional::stream)
        .map(TlsContent::hash)
        .collect(Collectors.joining(","));
  }

  private static String hash(Path file) {
    try {
      return Integer.toHexString(Arrays.hashCode(Files.readAllBytes(file)));
    } catch (IOException e) {
      return "";
    }
  }
}

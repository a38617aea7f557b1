package dev.rinha.cli.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Where a running {@code rinha-cli dev} has put its parts, written down so that other commands find
 * them.
 *
 * @param redisAddress host and port
 * @param url the gateway
 * @param processorUrls by name
 */
public record DevState(String redisAddress, String url, Map<String, String> processorUrls) {

  private static final String FILE = "dev.properties";
  private static final String PROCESSOR = "processor.";

  /** Copies the map. */
  public DevState {
    processorUrls = Map.copyOf(processorUrls);
  }

  /**
   * The directory that {@code dev} uses unless told otherwise: {@code .rinha} beside the launcher.
   */
  public static Path defaultData() {
    return Path.of(System.getProperty("rinha.home", ".")).resolve(".rinha");
  }

  /** What a {@code dev} wrote there, if one runs or was killed. */
  public static Optional<DevState> read(Path data) throws IOException {
    Properties properties = new Properties();
    try (var in = Files.newBufferedReader(data.resolve(FILE))) {
      properties.load(in);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    Map<String, String> processors = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      if (key.startsWith(PROCESSOR)) {
        processors.put(key.substring(PROCESSOR.length()), properties.getProperty(key));
      }
    }
    return Optional.of(
        new DevState(
            properties.getProperty("redis", ""), properties.getProperty("url", ""), processors));
  }

  void write(Path data) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("redis", redisAddress);
    properties.setProperty("url", url);
    processorUrls.forEach((name, address) -> properties.setProperty(PROCESSOR + name, address));
    try (var out = Files.newBufferedWriter(data.resolve(FILE))) {
      properties.store(out, "written by rinha-cli dev while it runs");
    }
  }

  static void remove(Path data) throws IOException {
    Files.deleteIfExists(data.resolve(FILE));
  }
}

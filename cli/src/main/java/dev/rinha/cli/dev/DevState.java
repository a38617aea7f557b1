package dev.rinha.cli.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where a running {@code rinha-cli dev} has put its parts, written down so that other commands find
 * them.
 *
 * @param url the gateway
 * @param settings by key, as the configuration of the service names them
 */
public record DevState(String url, Map<String, String> settings) {

  private static final String FILE = "dev.properties";
  private static final String DATA = ".rinha";
  private static final String CLUSTER = "cluster";
  private static final String URL = "url";

  /** How a setting says that there is no file. */
  private static final String NONE = "none";

  /** Copies the map, in the order of its keys. */
  public DevState {
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
  }

  /**
   * The directory that {@code dev} uses unless told otherwise: {@code .rinha} beside the launcher.
   */
  public static Path defaultData() {
    return Path.of(System.getProperty("rinha.home", ".")).resolve(DATA);
  }

  /** The same for one with a Redis Cluster, whose payments are others. */
  static Path defaultClusterData() {
    return defaultData().resolve(CLUSTER);
  }

  /**
   * Where to look for a {@code dev} that nobody names: the directory one stands in, its {@code
   * .rinha}, the one beside the launcher, and what is in these of one with a cluster.
   */
  public static List<Path> places() {
    Path here = Path.of(DATA);
    return Stream.of(Path.of(""), here, here.resolve(CLUSTER), defaultData(), defaultClusterData())
        .map(place -> place.toAbsolutePath().normalize())
        .distinct()
        .toList();
  }

  /** The file in which it is written. */
  public static Path file(Path data) {
    return data.resolve(FILE);
  }

  /** What a {@code dev} wrote there, if one runs or was killed. */
  public static Optional<DevState> read(Path data) throws IOException {
    Properties properties = new Properties();
    try (var in = Files.newBufferedReader(file(data))) {
      properties.load(in);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new IOException("not what dev has written: " + e.getMessage(), e);
    }
    Map<String, String> settings = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      settings.put(key, properties.getProperty(key));
    }
    return Optional.of(new DevState(settings.getOrDefault(URL, ""), settings));
  }

  /** Host and port of Redis. */
  public String redisAddress() {
    return settings.getOrDefault("redis.address", "");
  }

  /** Where operators look, if there is such an address. */
  Optional<String> management() {
    return Optional.ofNullable(settings.get("management.port"))
        .map(
            port ->
                scheme(settings, "management")
                    + settings.getOrDefault("management.host", "127.0.0.1")
                    + ":"
                    + port);
  }

  /** How URLs of an address begin, {@code server} or {@code management}. */
  static String scheme(Map<String, String> settings, String address) {
    return settings.getOrDefault(address + ".tls.certificate-file", NONE).equals(NONE)
        ? "http://"
        : "https://";
  }

  /** In one step: other commands may read it at any moment. */
  void write(Path data) throws IOException {
    Properties properties = new Properties();
    properties.putAll(settings);
    properties.setProperty(URL, url);
    Path written = data.resolve(FILE + ".new");
    try (var out = Files.newBufferedWriter(written)) {
      properties.store(out, "written by rinha-cli dev while it runs");
    }
    Files.move(written, file(data), StandardCopyOption.ATOMIC_MOVE);
  }

  static void remove(Path data) throws IOException {
    Files.deleteIfExists(file(data));
  }
}

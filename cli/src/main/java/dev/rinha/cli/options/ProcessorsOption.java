package dev.rinha.cli.options;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.dev.DevState;
import dev.rinha.core.processor.HelidonProcessorBooks;
import dev.rinha.core.processor.HelidonProcessorClient;
import dev.rinha.core.processor.ProcessorClient;
import dev.rinha.service.config.ConfigException;
import dev.rinha.service.config.Configuration;
import dev.rinha.service.config.ServiceConfig;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/**
 * Where the processors are: the option, else those of the environment, else those of a running
 * {@code dev}.
 */
public final class ProcessorsOption {

  @Option(
      names = "--processor",
      paramLabel = "NAME=URL",
      description =
          "A processor; repeat it for each. Default: the settings of the environment, such as"
              + " DEFAULT_PROCESSOR_URL, else those of a running dev")
  private Map<String, String> urls = new LinkedHashMap<>();

  /**
   * The processors by name.
   *
   * @throws CommandFailure if an address cannot be read
   */
  public SortedMap<String, URI> addresses() {
    SortedMap<String, URI> addresses = new TreeMap<>();
    if (!urls.isEmpty()) {
      urls.forEach((name, url) -> addresses.put(name, address(url)));
    } else if (System.getenv().keySet().stream().noneMatch(ProcessorsOption::namesProcessor)) {
      ofRunningDev().forEach((name, url) -> addresses.put(name, address(url)));
    }
    return addresses.isEmpty() ? configured() : addresses;
  }

  /** The options that were given, for other commands to find the same processors. */
  public List<String> target() {
    return urls.entrySet().stream()
        .flatMap(entry -> Stream.of("--processor", entry.getKey() + "=" + entry.getValue()))
        .toList();
  }

  /**
   * A client of that processor; close it after use.
   *
   * @throws CommandFailure if nobody says where it is, or an address cannot be read
   */
  public ProcessorClient client(String processor) {
    URI address = addresses().get(processor);
    if (address == null) {
      throw new CommandFailure(
          "nobody says where processor %s is; name it with --processor %s=http://HOST:PORT"
              .formatted(processor, processor),
          ExitCode.USAGE);
    }
    return new HelidonProcessorClient(address);
  }

  /**
   * The books of each processor; close them after use.
   *
   * @param token what the processors want in {@code X-Rinha-Token}
   * @throws CommandFailure if an address cannot be read
   */
  public SortedMap<String, HelidonProcessorBooks> books(String token) {
    SortedMap<String, HelidonProcessorBooks> books = new TreeMap<>();
    addresses().forEach((name, url) -> books.put(name, new HelidonProcessorBooks(url, token)));
    return books;
  }

  private static boolean namesProcessor(String variable) {
    return variable.startsWith("RINHA_PROCESSORS") || variable.endsWith("_PROCESSOR_URL");
  }

  private static SortedMap<String, URI> configured() {
    SortedMap<String, URI> addresses = new TreeMap<>();
    try {
      ServiceConfig.from(Configuration.load(Map.of(), System.getenv()))
          .processors()
          .forEach(processor -> addresses.put(processor.name(), processor.url()));
    } catch (ConfigException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), ExitCode.USAGE);
    }
    return addresses;
  }

  private static Map<String, String> ofRunningDev() {
    try {
      return DevState.read(DevState.defaultData()).map(DevState::processorUrls).orElse(Map.of());
    } catch (IOException e) {
      return Map.of();
    }
  }

  private static URI address(String url) {
    try {
      URI address = URI.create(url);
      if ("http".equals(address.getScheme()) && address.getHost() != null) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // Explained below.
    }
    throw new CommandFailure(
        "--processor must look like default=http://host:port, was '" + url + "'", ExitCode.USAGE);
  }
}

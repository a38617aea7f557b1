package dev.rinha.cli.options;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.processor.HelidonProcessorBooks;
import dev.rinha.core.processor.HelidonProcessorClient;
import dev.rinha.core.processor.ProcessorClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Where the processors are: those of the option, else what the {@link Installation} says. */
public final class ProcessorsOption {

  @Option(
      names = "--processor",
      paramLabel = "NAME=URL",
      completionCandidates = ProcessorNames.Keys.class,
      description =
          "A processor; repeat it for each, and only these are asked. Default: those of the"
              + " environment, such as DEFAULT_PROCESSOR_URL, of the configuration file or of a"
              + " running dev, else default and fallback on ports 8001 and 8002 of this machine")
  private Map<String, String> urls = new LinkedHashMap<>();

  /** The processors by name; not yet looked at. */
  public SortedMap<String, Found> processors(Installation installation) {
    SortedMap<String, Found> processors = new TreeMap<>();
    urls.forEach((name, url) -> processors.put(name, new Found(url, "--processor " + name)));
    return processors.isEmpty() ? new TreeMap<>(installation.processors()) : processors;
  }

  /** For the end of a message: in brackets who says where that processor is. */
  public String because(Installation installation, String processor) {
    Found found = processors(installation).get(processor);
    return found == null ? "" : found.because();
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
  public ProcessorClient client(Installation installation, String processor) {
    Found found = processors(installation).get(processor);
    if (found == null) {
      throw new CommandFailure(
          "nobody says where processor %s is; name it with --processor %s=http://HOST:PORT"
              .formatted(processor, processor),
          ExitCode.USAGE);
    }
    return client(installation, processor, found);
  }

  /**
   * The books of each processor; close them after use.
   *
   * @param token what the processors want in {@code X-Rinha-Token}
   * @throws CommandFailure if an address cannot be read
   */
  public SortedMap<String, HelidonProcessorBooks> books(Installation installation, String token) {
    SortedMap<String, HelidonProcessorBooks> books = new TreeMap<>();
    processors(installation)
        .forEach(
            (name, found) ->
                books.put(
                    name, new HelidonProcessorBooks(client(installation, name, found), token)));
    return books;
  }

  /**
   * With the headers that the settings have for a processor of that name, and the certificates for
   * one behind {@code https}.
   */
  private static HelidonProcessorClient client(
      Installation installation, String name, Found found) {
    HelidonProcessorClient.Builder client = HelidonProcessorClient.builder(found.url());
    installation.settings().processors().stream()
        .filter(processor -> processor.name().equals(name))
        .forEach(
            processor -> {
              processor.headers().values().forEach(client::header);
              if ("https".equals(found.url().getScheme())) {
                client.tls(processor.tls());
              }
            });
    return client.build();
  }
}

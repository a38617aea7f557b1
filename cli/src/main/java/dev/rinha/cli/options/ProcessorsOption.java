package dev.rinha.cli.options;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.dev.DevState;
import dev.rinha.core.processor.HelidonProcessorClient;
import dev.rinha.core.processor.ProcessorClient;
import dev.rinha.service.config.ConfigException;
import dev.rinha.service.config.Configuration;
import dev.rinha.service.config.ServiceConfig;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * Where the processors are: the option, else a variable such as {@code DEFAULT_PROCESSOR_URL}, else
 * a running {@code dev}, else what the service would use.
 */
public final class ProcessorsOption {

  @Option(
      names = "--processor-url",
      paramLabel = "NAME=ADDRESS",
      description =
          "Where a processor listens. Default: DEFAULT_PROCESSOR_URL, FALLBACK_PROCESSOR_URL and so"
              + " on, else those of a running dev")
  private Map<String, URI> urls = new LinkedHashMap<>();

  /** For picocli. */
  public ProcessorsOption() {}

  /**
   * A client of that processor.
   *
   * @throws CommandFailure if nobody says where it is
   */
  public ProcessorClient client(String processor) {
    return Optional.ofNullable(urls.get(processor))
        .or(() -> ofVariable(processor))
        .or(() -> ofRunningDev(processor))
        .or(() -> ofConfiguration(processor))
        .map(HelidonProcessorClient::new)
        .orElseThrow(
            () ->
                new CommandFailure(
                    "nobody says where processor %s is; name it with --processor-url %s=http://HOST:PORT"
                        .formatted(processor, processor),
                    ExitCode.USAGE));
  }

  private static Optional<URI> ofVariable(String processor) {
    String variable = processor.toUpperCase(Locale.ROOT).replace('-', '_') + "_PROCESSOR_URL";
    return Optional.ofNullable(System.getenv(variable))
        .filter(text -> !text.isBlank())
        .map(URI::create);
  }

  private static Optional<URI> ofRunningDev(String processor) {
    try {
      return DevState.read(DevState.defaultData())
          .flatMap(state -> Optional.ofNullable(state.processorUrls().get(processor)))
          .map(URI::create);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<URI> ofConfiguration(String processor) {
    try {
      return ServiceConfig.from(Configuration.load(Configuration.flags(), System.getenv()))
          .processors()
          .stream()
          .filter(known -> known.name().equals(processor))
          .map(ServiceConfig.Processor::url)
          .findFirst();
    } catch (ConfigException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), ExitCode.USAGE);
    }
  }
}

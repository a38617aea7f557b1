package dev.rinha.cli.options;

import dev.rinha.service.config.ConfigException;
import dev.rinha.service.config.Configuration;
import dev.rinha.service.config.ServiceConfig;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The processors that the settings name, for completion. */
public class ProcessorNames implements Iterable<String> {

  /** For picocli. */
  public ProcessorNames() {}

  /** As they are configured here; those of the defaults where the settings cannot be read. */
  static List<String> configured() {
    try {
      return ServiceConfig.from(Configuration.load(Map.of(), System.getenv())).processorNames();
    } catch (ConfigException e) {
      return ServiceConfig.from(Configuration.load(Map.of(), Map.of())).processorNames();
    }
  }

  @Override
  public Iterator<String> iterator() {
    return configured().iterator();
  }

  /** The same before what an option wants to know of each: {@code default=}. */
  public static final class Keys extends ProcessorNames {

    /** For picocli. */
    public Keys() {}

    @Override
    public Iterator<String> iterator() {
      return configured().stream().map(name -> name + "=").iterator();
    }
  }
}

package dev.rinha.cli.options;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.service.config.ConfigException;
import dev.rinha.service.config.Configuration;
import dev.rinha.service.config.ServiceConfig;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names of processors: those of the settings, for completion, and which form they have. */
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

  /**
   * Looks at a {@code --processor} before anything is done.
   *
   * @param given null if it was not
   * @throws CommandFailure if no processor can have that name
   */
  public static void requireName(@Nullable String given) {
    if (given != null && !given.matches("[a-z0-9-]{1,32}")) {
      throw new CommandFailure(
          "--processor must be the name of a processor such as default, was '" + given + "'",
          ExitCode.USAGE);
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

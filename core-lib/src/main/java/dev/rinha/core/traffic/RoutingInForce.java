package dev.rinha.core.traffic;

import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.ProcessorSettings;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How payments were routed at a time: all that is needed to simulate it. Immutable.
 *
 * @param policy the policy with its settings, as it describes itself
 * @param processors with their fees and bounds
 */
public record RoutingInForce(String policy, List<ProcessorSettings> processors) {

  /**
   * Name, most in flight, response timeout and the lag of look-ups, weight; the fee may have
   * blanks. Once there was no lag.
   */
  private static final int FIELDS = 5;

  /** Copies the list. */
  public RoutingInForce {
    processors = List.copyOf(processors);
  }

  /**
   * Reads what {@link #text} has written.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static RoutingInForce parse(String text) {
    List<String> lines = text.lines().toList();
    if (lines.size() < 2) {
      throw new IllegalArgumentException("not a description of a routing: '" + text + "'");
    }
    return new RoutingInForce(
        lines.getFirst(),
        lines.subList(1, lines.size()).stream().map(RoutingInForce::read).toList());
  }

  private static ProcessorSettings read(String line) {
    String[] fields = line.split(" ", FIELDS);
    if (fields.length < FIELDS) {
      throw new IllegalArgumentException("not a description of a processor: '" + line + "'");
    }
    String[] times = fields[2].split("/", 2);
    return new ProcessorSettings(
        fields[0],
        Fee.parse(fields[4]),
        Integer.parseInt(fields[1]),
        Long.parseLong(times[0]),
        times.length < 2 ? 0 : Long.parseLong(times[1]),
        Integer.parseInt(fields[3]));
  }

  /** As it is kept: the policy, and a line for each processor. */
  public String text() {
    return policy
        + processors.stream()
            .map(
                p ->
                    "\n%s %s %s/%s %s %s"
                        .formatted(
                            p.name(),
                            p.maxInFlight(),
                            p.responseTimeoutMillis(),
                            p.lookUpLagMillis(),
                            p.weight(),
                            p.fee()))
            .collect(Collectors.joining());
  }
}

package dev.rinha.core.store;

import java.util.Map;
import java.util.Optional;

/**
 * What the server of a store says of itself: its state, and those of its settings that matter to a
 * store of record. Immutable.
 *
 * @param told by the names that the server uses, such as {@code used_memory} or {@code appendonly};
 *     what it may not tell is missing
 * @param clockMillis its clock, in milliseconds since the epoch
 * @param tookMillis how long it took to ask for the clock, the most by which the clock is off
 */
public record StoreServer(Map<String, String> told, long clockMillis, long tookMillis) {

  /** Copies the map. */
  public StoreServer {
    told = Map.copyOf(told);
  }

  /** One of the things told; empty if it is not told. */
  public Optional<String> text(String name) {
    return Optional.ofNullable(told.get(name)).filter(text -> !text.isEmpty());
  }

  /** Whether it copies another one, and takes no writes. */
  public boolean isReplica() {
    return text("role").filter("slave"::equals).isPresent();
  }

  /** One of the numbers told; 0 if it is not told. */
  public long number(String name) {
    return text(name).filter(text -> text.matches("\\d{1,18}")).map(Long::parseLong).orElse(0L);
  }
}

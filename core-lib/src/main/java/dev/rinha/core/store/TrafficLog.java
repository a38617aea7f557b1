package dev.rinha.core.store;

import dev.rinha.core.traffic.TrafficMinute;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where all workers together keep what arrived and what processors did, minute by minute. A purge
 * does not touch it: there is no payment in it, and it forgets by itself. Thread safe.
 */
public interface TrafficLog {

  /**
   * Adds to what is kept of some minutes. Adding the same batch once more, directly after it,
   * changes nothing, so that a call may be repeated when its answer was lost.
   *
   * @param worker who adds, unique among the workers of the store
   * @param batch tells this batch from the worker's last one
   * @param minutes each once
   * @param keptMillis for how long after its end a minute is kept, above 0
   */
  void add(String worker, String batch, List<TrafficMinute> minutes, long keptMillis);

  /**
   * Reads the minutes that begin in a window, in order of time; those without any traffic are left
   * out.
   *
   * @param fromMillis the first moment, in milliseconds since the epoch
   * @param toMillis the first moment after it
   */
  void read(long fromMillis, long toMillis, Consumer<TrafficMinute> reader);
}

package dev.rinha.simulation.schedule;

import dev.rinha.core.payment.Payment;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.routing.PriceOfTime;
import dev.rinha.core.routing.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of one policy on one schedule. Immutable.
 *
 * @param accepted payments that arrived
 * @param acceptedCents what they come to
 * @param settled payments executed and settled by the end, per processor
 * @param netMicroCents amounts settled less fees, in millionths of a cent
 * @param feeMicroCents fees paid, in millionths of a cent
 * @param waitedCentSeconds from accept to settle or to the end, of each payment times its amount
 * @param unfinishedMicroCents the highest fee that a processor of the schedule takes, of what was
 *     not settled by the end
 * @param latencyMillis accept to settle of every settled payment, ascending
 * @param seconds what happened second by second
 * @param decisions how often payments were sent or held, by reason
 */
public record RoutingReport(
    long accepted,
    long acceptedCents,
    Map<String, Long> settled,
    long netMicroCents,
    long feeMicroCents,
    double waitedCentSeconds,
    long unfinishedMicroCents,
    long[] latencyMillis,
    List<Second> seconds,
    Map<Reason, Long> decisions) {

  /**
   * One second of a run.
   *
   * @param backlog payments that wait, at the end of the second
   * @param sent requests per processor
   */
  public record Second(long arrived, long backlog, Map<String, Long> sent) {}

  /** Payments settled by the end at all processors. */
  public long settledTotal() {
    return settled.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Payments not settled by the end. */
  public long unpaid() {
    return accepted - settledTotal();
  }

  /**
   * Fees and time at a price. What is unfinished is charged its time until the end, and the dearest
   * fee.
   *
   * @return millionths of a cent
   */
  public double costMicroCents(PriceOfTime price) {
    return feeMicroCents
        + (double) unfinishedMicroCents
        + waitedCentSeconds * price.partsPerMillionPerSecond();
  }

  /** The latency that the given part of settled payments did not exceed; 0 if none was settled. */
  public long latencyMillis(double quantile) {
    return latencyMillis.length == 0
        ? 0
        : latencyMillis[
            (int) Math.min(latencyMillis.length - 1L, (long) (quantile * latencyMillis.length))];
  }

  /** Gathers a report while a run goes on. */
  static final class Collector {

    private final LoadSchedule schedule;
    private final Map<String, Fee> fees = new LinkedHashMap<>();
    private final Map<String, Long> settled = new LinkedHashMap<>();
    private final List<long[]> sentPerSecond = new ArrayList<>();
    private final List<String> names;
    private final long[] arrivedPerSecond;
    private final long[] backlogPerSecond;
    private long[] latencies = new long[1024];
    private int latencyCount;
    private long arrivals;
    private long acceptedCents;
    private long settledCents;
    private long feeMicroCents;
    private long unfinishedMicroCents;
    private double waitedCentSeconds;

    Collector(LoadSchedule schedule) {
      this.schedule = schedule;
      int seconds = second(schedule.durationMillis() - 1) + 1;
      arrivedPerSecond = new long[seconds];
      backlogPerSecond = new long[seconds];
      schedule
          .processors()
          .forEach(
              plan -> {
                fees.put(plan.name(), plan.fee());
                settled.put(plan.name(), 0L);
                sentPerSecond.add(new long[seconds]);
              });
      names = List.copyOf(fees.keySet());
    }

    long arrivals() {
      return arrivals;
    }

    void arrived(long atMillis, long cents) {
      arrivals++;
      acceptedCents += cents;
      unfinishedMicroCents += dearestMicroCents(cents);
      waitedCentSeconds += cents * ((schedule.durationMillis() - atMillis) / 1e3);
      arrivedPerSecond[second(atMillis)]++;
    }

    void sent(String processor, long atMillis) {
      if (atMillis < schedule.durationMillis()) {
        sentPerSecond.get(names.indexOf(processor))[second(atMillis)]++;
      }
    }

    void settled(String processor, Payment payment, long atMillis) {
      if (atMillis >= schedule.durationMillis()) {
        return;
      }
      settled.merge(processor, 1L, Long::sum);
      long cents = payment.amount().cents();
      settledCents += cents;
      feeMicroCents += fee(processor).microCents(cents);
      unfinishedMicroCents -= dearestMicroCents(cents);
      waitedCentSeconds -= cents * ((schedule.durationMillis() - atMillis) / 1e3);
      if (latencyCount == latencies.length) {
        latencies = Arrays.copyOf(latencies, 2 * latencyCount);
      }
      latencies[latencyCount++] = atMillis - payment.acceptedAtMillis();
    }

    void observe(long atMillis, long backlog) {
      if (atMillis < schedule.durationMillis()) {
        backlogPerSecond[second(atMillis)] = backlog;
      }
    }

    RoutingReport finish(Map<Reason, Long> decisions) {
      long[] sorted = Arrays.copyOf(latencies, latencyCount);
      Arrays.sort(sorted);
      return new RoutingReport(
          arrivals,
          acceptedCents,
          Map.copyOf(settled),
          1_000_000 * settledCents - feeMicroCents,
          feeMicroCents,
          waitedCentSeconds,
          unfinishedMicroCents,
          sorted,
          seconds(),
          decisions);
    }

    private long dearestMicroCents(long cents) {
      long dearest = 0;
      for (Fee fee : fees.values()) {
        dearest = Math.max(dearest, fee.microCents(cents));
      }
      return dearest;
    }

    private Fee fee(String processor) {
      Fee fee = fees.get(processor);
      if (fee == null) {
        throw new IllegalStateException("settled at an unknown processor " + processor);
      }
      return fee;
    }

    private List<Second> seconds() {
      List<Second> seconds = new ArrayList<>();
      for (int i = 0; i < arrivedPerSecond.length; i++) {
        Map<String, Long> sent = new LinkedHashMap<>();
        for (int p = 0; p < names.size(); p++) {
          sent.put(names.get(p), sentPerSecond.get(p)[i]);
        }
        seconds.add(new Second(arrivedPerSecond[i], backlogPerSecond[i], sent));
      }
      return seconds;
    }

    private static int second(long atMillis) {
      return Math.toIntExact(atMillis / 1000);
    }
  }
}

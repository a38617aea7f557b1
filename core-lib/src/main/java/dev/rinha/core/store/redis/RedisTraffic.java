package dev.rinha.core.store.redis;

import dev.rinha.core.store.TrafficLog;
import dev.rinha.core.summary.Totals;
import dev.rinha.core.traffic.AttemptResult;
import dev.rinha.core.traffic.LatencyBuckets;
import dev.rinha.core.traffic.ProcessorMinute;
import dev.rinha.core.traffic.Seconds;
import dev.rinha.core.traffic.TrafficMinute;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Traffic as it stands in Redis: a hash per minute that expires by itself. A batch is one round
 * trip. The fields are
 *
 * <pre>
 * aBITS, cBITS    payments accepted whose cents have so many bits, and their cents
 * r               number of the routing
 * Nx, Nd, …       attempts at processor number N, by the letter of what came of them
 * NlBUCKET        executed ones by latency
 * Ns, Nc, Nm      settled payments, their cents, the fees on them in millionths of a cent
 * Nw              what they came to times how long they took: cents times seconds
 * NT, NH          seconds in which it was tried, in which it told of its health
 * </pre>
 */
final class RedisTraffic implements TrafficLog {

  /** Two hours: some 60 kB in an answer, and Redis is kept from others for about a millisecond. */
  private static final int MINUTES_PER_CALL = 120;

  private static final String TRAFFIC = "traffic:";
  private static final String ROUTING = "r";

  private final RedisContext context;

  RedisTraffic(RedisContext context) {
    this.context = context;
  }

  @Override
  public void add(String worker, String batch, List<TrafficMinute> minutes, long keptMillis) {
    context.run(
        Script.TRAFFIC_ADD,
        arguments -> {
          arguments.store("traffic-batch:" + worker).add(worker).add(batch).add(keptMillis);
          minutes.forEach(minute -> new Writer(arguments, minute).write());
        });
  }

  /** Writes one minute as arguments. */
  private record Writer(Arguments arguments, TrafficMinute minute) {

    void write() {
      minute
          .arrivals()
          .forEach(
              (bits, totals) -> {
                number("", "a" + bits, totals.count());
                number("", "c" + bits, totals.cents());
              });
      if (!minute.routing().isEmpty()) {
        text("", ROUTING, minute.routing());
      }
      minute.processors().forEach(this::write);
    }

    private void write(String name, ProcessorMinute processor) {
      processor.attempts().forEach((result, count) -> number(name, letter(result), count));
      processor.latencies().forEach((bucket, count) -> number(name, "l" + bucket, count));
      number(name, "s", processor.settled().count());
      number(name, "c", processor.settled().cents());
      number(name, "m", processor.feeMicroCents());
      number(name, "w", processor.waitedCentSeconds());
      seconds(name, "T", processor.tried());
      seconds(name, "H", processor.reported());
    }

    private void number(String processor, String field, long value) {
      if (value != 0) {
        text(processor, field, Long.toString(value));
      }
    }

    private void seconds(String processor, String field, Seconds seconds) {
      if (!seconds.isUnknown()) {
        text(processor, field, seconds.text());
      }
    }

    private void text(String processor, String field, String value) {
      long number = minute.atMillis() / TrafficMinute.MILLIS;
      arguments.store(TRAFFIC + number).add(number).add(processor).add(field).add(value);
    }
  }

  @Override
  public void read(long fromMillis, long toMillis, Consumer<TrafficMinute> reader) {
    long end = Math.ceilDiv(toMillis, TrafficMinute.MILLIS);
    for (long first = Math.ceilDiv(fromMillis, TrafficMinute.MILLIS);
        first < end;
        first += MINUTES_PER_CALL) {
      long from = first;
      long last = Math.min(end, first + MINUTES_PER_CALL) - 1;
      Reply reply =
          context.run(
              Script.TRAFFIC_READ,
              arguments -> {
                arguments.add(from).add(last);
                LongStream.rangeClosed(from, last)
                    .forEach(minute -> arguments.store(TRAFFIC + minute));
              });
      Map<Integer, String> processors = reply.processors(0);
      Map<Integer, String> routings = reply.processors(1);
      for (int i = 2; i + 1 < reply.size(); i += 2) {
        reader.accept(minute(reply.number(i), reply.list(i + 1), processors, routings));
      }
    }
  }

  private static TrafficMinute minute(
      long number, Reply flat, Map<Integer, String> processors, Map<Integer, String> routings) {
    Map<String, Fields> byProcessor = new HashMap<>();
    Fields own = new Fields(new HashMap<>());
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      String field = flat.text(i);
      int kindAt = 0;
      while (Character.isDigit(field.charAt(kindAt))) {
        kindAt++;
      }
      Fields fields =
          kindAt == 0
              ? own
              : byProcessor.computeIfAbsent(
                  RecordText.processor(processors, Integer.parseInt(field, 0, kindAt, 10)),
                  _ -> new Fields(new HashMap<>()));
      fields.values.put(field.substring(kindAt), flat.text(i + 1));
    }
    Map<String, ProcessorMinute> read = new HashMap<>();
    byProcessor.forEach((name, fields) -> read.put(name, fields.processor()));
    return new TrafficMinute(
        number * TrafficMinute.MILLIS,
        own.arrivals(),
        read,
        routings.getOrDefault((int) own.number(ROUTING, -1), ""));
  }

  /** The fields of a minute, or those of one processor in it without its number. */
  private record Fields(Map<String, String> values) {

    long number(String field, long otherwise) {
      String value = values.get(field);
      return value == null ? otherwise : Long.parseLong(value);
    }

    Map<Integer, Totals> arrivals() {
      Map<Integer, Totals> arrivals = new HashMap<>();
      for (int bits = 0; bits < Long.SIZE; bits++) {
        if (values.containsKey("a" + bits)) {
          arrivals.put(bits, new Totals(number("a" + bits, 0), number("c" + bits, 0)));
        }
      }
      return arrivals;
    }

    ProcessorMinute processor() {
      Map<AttemptResult, Long> attempts = new HashMap<>();
      for (AttemptResult result : AttemptResult.values()) {
        String letter = letter(result);
        if (values.containsKey(letter)) {
          attempts.put(result, number(letter, 0));
        }
      }
      Map<Integer, Long> latencies = new HashMap<>();
      for (int bucket = 0; bucket < LatencyBuckets.COUNT; bucket++) {
        if (values.containsKey("l" + bucket)) {
          latencies.put(bucket, number("l" + bucket, 0));
        }
      }
      return new ProcessorMinute(
          attempts,
          latencies,
          new Totals(number("s", 0), number("c", 0)),
          number("m", 0),
          number("w", 0),
          seconds("T"),
          seconds("H"));
    }

    private Seconds seconds(String field) {
      String value = values.get(field);
      return value == null ? Seconds.UNKNOWN : new Seconds(value);
    }
  }

  private static String letter(AttemptResult result) {
    return switch (result) {
      case EXECUTED -> "x";
      case DUPLICATE -> "d";
      case NOT_SENT -> "n";
      case THROTTLED -> "t";
      case FAILED -> "f";
      case REJECTED -> "j";
      case UNKNOWN -> "u";
    };
  }
}

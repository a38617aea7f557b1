package dev.rinha.bench.schedule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rinha.core.payment.Money;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Reads schedules from JSON, with one clear message for the first thing that is wrong. */
public final class ScheduleFile {

  private static final int MAX_SECONDS = 24 * 60 * 60;
  private static final int MAX_MILLIS = 60_000;
  private static final int MAX_USERS = 20_000;

  private static final Set<String> FIELDS =
      Set.of(
          "name",
          "description",
          "seconds",
          "users",
          "thinkMillis",
          "patienceMillis",
          "amounts",
          "consistency",
          "fees",
          "stages",
          "drainSeconds");
  private static final Set<String> PROCESSORS = Set.of("default", "fallback");

  private ScheduleFile() {}

  /** The public test of the challenge. */
  public static Schedule publicTest() {
    try (InputStream in =
        Objects.requireNonNull(ScheduleFile.class.getResourceAsStream("public.json"))) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException("the built-in schedule cannot be read", e);
    }
  }

  /**
   * Reads a schedule.
   *
   * @throws InvalidScheduleException if it says something impossible
   * @throws IOException if the file cannot be read
   */
  public static Schedule read(Path file) throws IOException {
    String text = Files.readString(file);
    try {
      return parse(text);
    } catch (InvalidScheduleException e) {
      throw new InvalidScheduleException(file + ": " + e.getMessage());
    }
  }

  public static Schedule parse(String json) {
    try {
      return schedule(Fields.of("", BenchJson.MAPPER.readTree(json), FIELDS));
    } catch (JsonProcessingException e) {
      throw new InvalidScheduleException("not JSON: " + e.getOriginalMessage());
    } catch (NumberFormatException e) {
      throw new InvalidScheduleException("a number is out of bounds: " + e.getMessage());
    }
  }

  private static Schedule schedule(Fields fields) {
    return new Schedule(
        fields.text("name", "unnamed"),
        fields.text("description", ""),
        fields.integer("seconds", 1, MAX_SECONDS),
        ascending(
            "users", fields.list("users", ScheduleFile::userPoint), Schedule.UserPoint::second),
        fields.integer("thinkMillis", 0, MAX_MILLIS, 1000),
        fields.integer("patienceMillis", 1, MAX_MILLIS, 1500),
        fields.list("amounts", ScheduleFile::amountCents),
        fields.nested(
            "consistency",
            Set.of("everyMillis", "windowFromMillis", "windowToMillis", "patienceMillis"),
            ScheduleFile::consistency),
        fees(fields),
        ascending("stages", fields.list("stages", ScheduleFile::stage), Schedule.Stage::second),
        fields.integer("drainSeconds", 0, MAX_SECONDS, 60));
  }

  private static Schedule.UserPoint userPoint(String path, JsonNode node) {
    Fields fields = Fields.of(path, node, Set.of("second", "users"));
    return new Schedule.UserPoint(
        fields.integer("second", 0, MAX_SECONDS), fields.integer("users", 0, MAX_USERS));
  }

  private static long amountCents(String path, JsonNode node) {
    String text =
        node.isTextual() ? node.textValue() : node.isNumber() ? node.decimalValue().toString() : "";
    try {
      long cents = Money.parse(text).cents();
      if (cents > 0) {
        return cents;
      }
    } catch (IllegalArgumentException e) {
      throw new InvalidScheduleException(path + " " + e.getMessage());
    }
    throw Fields.wrong(path, "must be above zero", node);
  }

  private static Schedule.Consistency consistency(Fields fields) {
    int windowFromMillis = fields.integer("windowFromMillis", 1, MAX_SECONDS * 1000);
    return new Schedule.Consistency(
        fields.integer("everyMillis", 100, MAX_SECONDS * 1000),
        windowFromMillis,
        fields.integer("windowToMillis", 0, windowFromMillis),
        fields.integer("patienceMillis", 1, MAX_MILLIS));
  }

  private static @Nullable Both<BigDecimal> fees(Fields fields) {
    return fields.has("fees")
        ? fields.nested(
            "fees",
            PROCESSORS,
            fees -> new Both<>(fees.fraction("default"), fees.fraction("fallback")))
        : null;
  }

  private static Schedule.Stage stage(String path, JsonNode node) {
    Fields fields = Fields.of(path, node, Set.of("second", "default", "fallback"));
    Set<String> known = Set.of("delayMillis", "failing", "faults");
    return new Schedule.Stage(
        fields.integer("second", 0, MAX_SECONDS),
        Both.NAMES.map(name -> fields.nested(name, known, ScheduleFile::conditions)));
  }

  private static Schedule.Conditions conditions(Fields fields) {
    JsonNode faults = fields.node("faults");
    if (fields.has("faults") && !faults.isObject()) {
      throw Fields.wrong(fields.at("faults"), "must be an object", faults);
    }
    return new Schedule.Conditions(
        fields.integer("delayMillis", 0, MAX_MILLIS),
        fields.bool("failing", false),
        fields.has("faults") ? faults : null);
  }

  private static <T> List<T> ascending(String name, List<T> list, ToIntFunction<T> second) {
    for (int i = 1; i < list.size(); i++) {
      if (second.applyAsInt(list.get(i)) <= second.applyAsInt(list.get(i - 1))) {
        throw new InvalidScheduleException(
            name
                + "["
                + i
                + "].second must be after the one before it, was "
                + second.applyAsInt(list.get(i)));
      }
    }
    return list;
  }
}

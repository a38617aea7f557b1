package dev.rinha.bench.schedule;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ScheduleFileTest {

  private static final String VALID =
      """
      {"seconds": 30, "users": [{"second": 0, "users": 1}], "amounts": [19.90],
       "consistency": {"everyMillis": 10000, "windowFromMillis": 15000, "windowToMillis": 1500, "patienceMillis": 1500},
       "stages": [{"second": 1, "default": {"delayMillis": 0}, "fallback": {"delayMillis": 0}}]}
      """;

  @Test
  void publicTestIsAsTheChallengeDescribesIt() {
    Schedule schedule = ScheduleFile.publicTest();

    assertEquals(60, schedule.seconds());
    assertEquals(List.of(1990L), schedule.amountsCents());
    assertEquals(1, schedule.usersAt(0));
    assertEquals(275, schedule.usersAt(30_000));
    assertEquals(550, schedule.usersAt(60_000));
    assertEquals(Optional.empty(), schedule.stageAt(999));
    Both<Schedule.Conditions> worst = schedule.stageAt(39_999).orElseThrow().processors();
    assertEquals(new Schedule.Conditions(2000, true, null), worst.primary());
    assertEquals(new Schedule.Conditions(1000, true, null), worst.fallback());
  }

  @Test
  void secondsTruncateTheScheduleAndKeepTheSlopeOfTheRamp() {
    Schedule shorter = ScheduleFile.publicTest().lasting(20);

    assertEquals(2, shorter.stages().size());
    assertEquals(184, shorter.usersAt(20_000));
  }

  @Test
  void maxUsersScalesTheRamp() {
    Schedule smaller = ScheduleFile.publicTest().withMaxUsers(100);

    assertEquals(1, smaller.usersAt(0));
    assertEquals(100, smaller.usersAt(60_000));
    assertEquals(100, smaller.usersAt(90_000));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"seconds\": 30 | \"seconds\": 0 | seconds must be a whole number from 1",
        "\"seconds\": 30, |  | seconds must be a whole number",
        "[19.90] | [19.901] | amounts[0] must have at most two decimals",
        "[19.90] | [0] | amounts[0] must be above zero",
        "[19.90] | [] | amounts must be a list with at least one element",
        "\"windowToMillis\": 1500 | \"windowToMillis\": 15001 | consistency.windowToMillis must be",
        "{\"delayMillis\": 0}, | {\"delayMillis\": \"x\"}, | stages[0].default.delayMillis must be",
        "{\"delayMillis\": 0}, | {\"delayMillis\": 0, \"failing\": 1}, | stages[0].default.failing"
            + " must be true or false",
        "{\"delayMillis\": 0}, | {\"delayMs\": 0}, | stages[0].default.delayMs is not known here",
        "\"users\": 1}] | \"users\": 1}, {\"second\": 0, \"users\": 2}] | users[1].second must be"
            + " after",
        "{\"seconds\" | {\"fees\": {\"default\": 5, \"fallback\": 0.1}, \"seconds\" | fees.default"
            + " must be a fraction",
        "{\"seconds\" | seconds | not JSON"
      })
  void oneClearErrorNamesTheField(String valid, String broken, String message) {
    String json = VALID.replace(valid, broken == null ? "" : broken);

    var error = assertThrows(InvalidScheduleException.class, () -> ScheduleFile.parse(json));

    assertTrue(String.valueOf(error.getMessage()).startsWith(message), error::getMessage);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void exampleCanBeRead(Path example) {
    assertDoesNotThrow(() -> ScheduleFile.read(example));
  }

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("..", "examples", "schedules"))) {
      return files.filter(file -> file.toString().endsWith(".json")).toList();
    }
  }
}

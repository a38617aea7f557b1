package dev.rinha.cli.basics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TimeTextTest {

  private static final long NOW = Instant.parse("2025-07-15T12:00:00Z").toEpochMilli();

  @ParameterizedTest
  @CsvSource({
    "now, 2025-07-15T12:00:00.000Z",
    "-15m, 2025-07-15T11:45:00.000Z",
    "-250ms, 2025-07-15T11:59:59.750Z",
    "-2h, 2025-07-15T10:00:00.000Z",
    "-1d, 2025-07-14T12:00:00.000Z",
    "2025-07-15T14:00:00.5+02:00, 2025-07-15T12:00:00.500Z",
    "2025-07-15T12:00:00+00, 2025-07-15T12:00:00.000Z",
    "2025-07-15T12:00:00-00:00, 2025-07-15T12:00:00.000Z",
    "2025-07-15T17:45+05:45, 2025-07-15T12:00:00.000Z",
    "2025-07-15t12:00:00z, 2025-07-15T12:00:00.000Z"
  })
  void momentsAreReadInEveryForm(String text, String moment) {
    assertEquals(moment, TimeText.iso(TimeText.moment(text, NOW)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yesterday",
        "-15",
        "15m",
        "2025-07-15",
        "",
        "-999999999999d",
        "2025-07-15T12:00:00",
        "2025-07-15T12:00:00+0000",
        "2025-07-15T12:00:00+0:00",
        "2025-07-15T12:00:00UTC",
        "2025-07-15T12Z",
        "2025-07-15 12:00:00Z",
        "2025-07-15T12:00:00,5Z",
        "20250715T120000Z",
        "2025-07-15T24:00:00Z",
        "2025-07-15T23:59:60Z"
      })
  void anythingElseIsRefusedWithWhatWouldBeRight(String text) {
    var refused = assertThrows(IllegalArgumentException.class, () -> TimeText.moment(text, NOW));

    assertTrue(String.valueOf(refused.getMessage()).endsWith("such as -15m, was '" + text + "'"));
  }

  @Test
  void durationsHaveAUnit() {
    assertEquals(Duration.ofSeconds(90), TimeText.duration("90s"));
    assertThrows(IllegalArgumentException.class, () -> TimeText.duration("90"));
  }
}

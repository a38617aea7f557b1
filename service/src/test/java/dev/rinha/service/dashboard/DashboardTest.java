package dev.rinha.service.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.service.metrics.Measurements;
import dev.rinha.service.metrics.MetricsSource;
import dev.rinha.service.metrics.RequestTimes;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class DashboardTest {

  private static final int HOUR = 720;

  private long nowMillis = 1_752_583_000_000L;
  private double accepted;
  private double unfinished;
  private double settledHere = Double.NaN;
  private int asked;
  private final RequestTimes requests = new RequestTimes("rinha_http_request_seconds");
  private final Dashboard dashboard =
      new Dashboard(
          List.of(MetricsSource.all(this::describe, requests)),
          List.of("default"),
          () -> Instant.ofEpochMilli(nowMillis));

  private void describe(Measurements now) {
    asked++;
    now.gauge("rinha_store_accepted", "").value(accepted);
    now.gauge("rinha_store_payments", "").value(unfinished, "state", "queued");
    now.counter("rinha_settled_total", "");
    if (!Double.isNaN(settledHere)) {
      now.value(settledHere, "processor", "default");
    }
  }

  @Test
  void sampleHasRatesAndPercentilesOfItsFiveSecondsOnly() {
    accepted = 1_000;
    answer(1_000, 4);
    dashboard.sample();

    accepted = 1_050;
    unfinished = 7;
    answer(10, 40);
    pass(5_000);
    dashboard.sample();

    Sample sample = dashboard.hour().getFirst();
    assertEquals(1, dashboard.hour().size(), "the first reading has nothing to compare with");
    assertEquals(nowMillis, sample.atMillis());
    assertEquals(10, value(sample, "accepted"), 1e-6, "50 in 5 s");
    assertEquals(7, value(sample, "queued"));
    assertEquals(0.0375, value(sample, "acceptP50"), 1e-6, "in the middle of 25 to 50 ms");
  }

  @Test
  void counterThatHasJustBegunGrewFromNothingAndAPurgeIsNoRate() {
    accepted = 100;
    dashboard.sample();

    settledHere = 15;
    accepted = 0;
    pass(5_000);
    dashboard.sample();

    assertEquals(3, value(dashboard.hour().getFirst(), "settled.default"), 1e-6);
    assertEquals(0, value(dashboard.hour().getFirst(), "accepted"), 1e-6);
    assertEquals(
        Double.NaN, value(dashboard.hour().getFirst(), "oldest"), "what nobody has measured");
  }

  @Test
  void hourIsKeptAndNoMore() {
    for (int i = 0; i <= HOUR + 10; i++) {
      unfinished = i;
      dashboard.sample();
      pass(5_000);
    }

    List<Sample> hour = dashboard.hour();
    assertEquals(HOUR, hour.size());
    assertEquals(HOUR + 10, value(hour.getLast(), "queued"));
    assertEquals(11, value(hour.getFirst(), "queued"));
    for (int i = 1; i < HOUR; i++) {
      assertTrue(hour.get(i).atMillis() > hour.get(i - 1).atMillis(), "in order of time");
    }
  }

  @Test
  void howeverManyLookTheSourcesAreAskedOnceASecond() {
    unfinished = 1;
    for (int i = 0; i < 50; i++) {
      assertEquals(1, dashboard.present().metrics().get("rinha_store_payments{state=\"queued\"}"));
    }
    assertEquals(1, asked);

    unfinished = 2;
    pass(1_000);
    assertEquals(2, dashboard.present().metrics().get("rinha_store_payments{state=\"queued\"}"));
    assertEquals(2, asked);
  }

  @Test
  void ratesOfNowAreThoseSinceTheLastSampleButOne() {
    dashboard.sample();
    accepted = 50;
    pass(5_000);
    dashboard.sample();
    accepted = 56;
    pass(2_000);

    assertEquals(8, dashboard.present().recent()[place("accepted")], 1e-6, "56 in 7 s");
  }

  private void answer(int requestsMade, long tookMillis) {
    for (int i = 0; i < requestsMade; i++) {
      requests.observe("/payments", "202", TimeUnit.MILLISECONDS.toNanos(tookMillis));
    }
  }

  private void pass(long millis) {
    nowMillis += millis;
  }

  private int place(String series) {
    return dashboard.names().indexOf(series);
  }

  private double value(Sample sample, String series) {
    return sample.values()[place(series)];
  }
}

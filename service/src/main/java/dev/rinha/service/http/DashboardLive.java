package dev.rinha.service.http;

import dev.rinha.core.routing.Reason;
import dev.rinha.core.store.StoreException;
import dev.rinha.service.config.BuildInfo;
import dev.rinha.service.config.ServiceConfig;
import dev.rinha.service.dashboard.Dashboard;
import dev.rinha.service.dashboard.Sample;
import io.helidon.http.sse.SseEvent;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.sse.SseSink;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * {@code GET /dashboard/live}: server-sent events for the page. First one {@code hour} with all
 * that does not change and the last hour, then {@code now} every two seconds until the reader
 * leaves or the process stops. Nothing is done while nobody reads. Thread safe.
 */
final class DashboardLive implements Handler {

  static final String PATH = "/dashboard/live";

  private static final Duration PACE = Duration.ofSeconds(2);
  private static final MathContext DIGITS = new MathContext(5);

  private final Dashboard dashboard;
  private final DashboardSource source;
  private final ServiceConfig config;
  private final Readiness readiness;
  private final Predicate<ServerRequest> mayAct;

  /**
   * @param mayAct whether a reader is shown the ways to act, too
   */
  DashboardLive(
      Dashboard dashboard,
      DashboardSource source,
      ServiceConfig config,
      Readiness readiness,
      Predicate<ServerRequest> mayAct) {
    this.dashboard = dashboard;
    this.source = source;
    this.config = config;
    this.readiness = readiness;
    this.mayAct = mayAct;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    DashboardFiles.SAFE.forEach(response::header);
    try (SseSink reader = response.sink(SseSink.TYPE)) {
      emit(reader, "hour", hour(mayAct.test(request)));
      do {
        emit(reader, "now", now());
      } while (!readiness.stopsWithin(PACE));
    } catch (UncheckedIOException e) {
      // The reader has left.
    }
  }

  private static void emit(SseSink reader, String name, String json) {
    reader.emit(SseEvent.builder().name(name).data(json).build());
  }

  private String hour(boolean acts) {
    BuildInfo build = BuildInfo.read();
    return object(
        Map.entry("mode", JsonText.quote(config.mode().name().toLowerCase(Locale.ROOT))),
        Map.entry("environment", JsonText.quote(config.environment())),
        Map.entry("version", JsonText.quote(build.version())),
        Map.entry("revision", JsonText.quote(build.revision())),
        Map.entry("acts", String.valueOf(acts)),
        Map.entry("policy", JsonText.quote(config.routing().policy())),
        Map.entry("periodMillis", String.valueOf(Dashboard.PERIOD.toMillis())),
        Map.entry("quoted", DashboardSource.QUOTED.toString()),
        Map.entry(
            "processors",
            array(
                config.processors(),
                processor ->
                    object(
                        Map.entry("name", JsonText.quote(processor.name())),
                        Map.entry("fee", JsonText.quote(processor.fee().percent()))))),
        Map.entry(
            "reasons",
            array(
                Arrays.asList(Reason.values()),
                reason ->
                    object(
                        Map.entry("name", JsonText.quote(reason.name().toLowerCase(Locale.ROOT))),
                        Map.entry("words", JsonText.quote(reason.words()))))),
        Map.entry("series", array(dashboard.names(), JsonText::quote)),
        Map.entry("samples", array(dashboard.hour(), DashboardLive::sample)));
  }

  private String now() {
    Dashboard.Present present = dashboard.present();
    return object(
        Map.entry("atMillis", String.valueOf(present.atMillis())),
        Map.entry(
            "metrics",
            present.metrics().entrySet().stream()
                .map(metric -> JsonText.quote(metric.getKey()) + ":" + exact(metric.getValue()))
                .collect(Collectors.joining(",", "{", "}"))),
        Map.entry("recent", numbers(present.recent())),
        Map.entry("newest", present.newest().map(DashboardLive::sample).orElse("null")),
        Map.entry("complaints", array(readiness.complaints(), JsonText::quote)),
        Map.entry("workers", workers().map(names -> array(names, JsonText::quote)).orElse("null")),
        Map.entry("quotes", array(source.quotes().get(), QuotesEndpoint::json)));
  }

  private Optional<List<String>> workers() {
    try {
      return Optional.of(source.workers().get());
    } catch (StoreException e) {
      return Optional.empty(); // Away, as the complaints say.
    }
  }

  private static String sample(Sample sample) {
    return "[" + sample.atMillis() + "," + numbers(sample.values()) + "]";
  }

  private static String numbers(double[] values) {
    return DoubleStream.of(values)
        .mapToObj(DashboardLive::rounded)
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** What nobody has measured is null; 0 is short, because most are. */
  private static String rounded(double value) {
    return Double.isFinite(value)
        ? value == 0 ? "0" : new BigDecimal(value).round(DIGITS).toString()
        : "null";
  }

  private static String exact(double value) {
    return Double.isFinite(value) ? new BigDecimal(value).toString() : "null";
  }

  @SafeVarargs
  private static String object(Map.Entry<String, String>... fields) {
    return Arrays.stream(fields)
        .map(field -> "\"" + field.getKey() + "\":" + field.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static <T> String array(List<T> items, Function<T, String> json) {
    return items.stream().map(json).collect(Collectors.joining(",", "[", "]"));
  }
}

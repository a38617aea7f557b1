package dev.rinha.service.http;

import dev.rinha.core.PaymentClient;
import dev.rinha.core.store.Intake;
import dev.rinha.service.config.BuildInfo;
import dev.rinha.service.config.ServiceConfig;
import dev.rinha.service.dashboard.Dashboard;
import dev.rinha.service.metrics.IntakeMetrics;
import dev.rinha.service.metrics.Measurements;
import dev.rinha.service.metrics.MetricsEndpoint;
import dev.rinha.service.metrics.MetricsSource;
import dev.rinha.service.metrics.RequestTimes;
import io.helidon.http.Method;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a process can answer: whoever has what is behind an endpoint adds it. Health, metrics and
 * the description are always there. Confined to one thread.
 */
public final class Endpoints {

  private final RequestTimes times = new RequestTimes();
  private final HttpRoutes routes = new HttpRoutes(times);
  private final List<MetricsSource> metrics =
      new ArrayList<>(List.<MetricsSource>of(Endpoints::build, times));
  private final ServiceConfig config;
  private final Duration retryAfter;
  private final HealthEndpoint health;
  private final WaitingRequests waiting;
  private final InstantSource clock;
  private final Readiness readiness;
  private Optional<DashboardSource> dashboard = Optional.empty();

  Endpoints(
      ServiceConfig config, Readiness readiness, WaitingRequests waiting, InstantSource clock) {
    this.config = config;
    this.retryAfter = config.intake().retryAfter();
    this.health =
        new HealthEndpoint(
            readiness, config.mode().name().toLowerCase(Locale.ROOT), config.environment());
    this.waiting = waiting;
    this.clock = clock;
    this.readiness = readiness;
  }

  /** {@code POST /payments}; counts in {@code GET /metrics} how they are answered. */
  public Endpoints payments(Intake intake) {
    IntakeMetrics answers = new IntakeMetrics();
    routes.endpoint(
        Method.POST,
        Gateway.PATH,
        List.of(),
        new Gateway(
            new PaymentClient(intake, clock),
            answers,
            new RequestBody(config.server().maxBodyBytes()),
            retryAfter));
    return metrics(answers);
  }

  /** {@code GET /payments-summary}. */
  public Endpoints summary(SummarySource summaries) {
    return summary(new SummaryEndpoint(summaries, config.processorNames(), retryAfter));
  }

  /** {@code POST /purge-payments}. */
  public Endpoints purge(Purge purge) {
    return purge(new PurgeEndpoint(purge, retryAfter));
  }

  /** The endpoints whose answers only a worker has, answered by somebody who asks one. */
  public Endpoints ofTheWorker(Handler forward) {
    return summary(forward).purge(forward);
  }

  private Endpoints summary(Handler handler) {
    routes.endpoint(
        Method.GET, "/payments-summary", WindowQuery.PARAMETERS, health.whenWarm(handler));
    return this;
  }

  private Endpoints purge(Handler handler) {
    routes.endpoint(Method.POST, "/purge-payments", List.of(), health.whenWarm(handler));
    return this;
  }

  /** {@code GET /payments/{correlationId}}. */
  public Endpoints payment(OutcomeSource payments) {
    routes.endpoint(
        Method.GET,
        PaymentEndpoint.PATH,
        PaymentEndpoint.PARAMETERS,
        new PaymentEndpoint(payments, waiting, retryAfter));
    routes.endpoint(
        Method.GET, StoryEndpoint.PATH, List.of(), new StoryEndpoint(payments, retryAfter));
    return this;
  }

  /** {@code GET /dashboard}, and what the page asks for. */
  public Endpoints dashboard(DashboardSource source) {
    dashboard = Optional.of(source);
    return this;
  }

  /** Last, because it shows all metrics. */
  private void addDashboard(DashboardSource source) {
    Dashboard shown = new Dashboard(metrics, config.processorNames(), clock);
    DashboardFiles files = new DashboardFiles();
    routes
        .endpoint(Method.GET, DashboardFiles.PAGE, List.of(), files)
        .endpoint(
            Method.GET,
            DashboardLive.PATH,
            List.of(),
            new DashboardLive(shown, source, config, readiness))
        .endpoint(Method.GET, DashboardFiles.FILES, List.of(), files);
    Thread.ofVirtual().name("dashboard").start(() -> sample(shown));
  }

  private void sample(Dashboard shown) {
    do {
      shown.sample();
    } while (!readiness.stopsWithin(Dashboard.PERIOD));
  }

  /** {@code GET /payments/{correlationId}/quotes}. */
  public Endpoints quotes(QuoteSource quotes) {
    routes.endpoint(Method.GET, QuotesEndpoint.PATH, List.of(), new QuotesEndpoint(quotes));
    return this;
  }

  /** More of {@code GET /metrics}, after what is there already. */
  public Endpoints metrics(MetricsSource source) {
    metrics.add(source);
    return this;
  }

  private static void build(Measurements now) {
    BuildInfo build = BuildInfo.read();
    now.gauge("rinha_build_info", "Which build this is.")
        .value(1, "version", build.version(), "revision", build.revision());
  }

  HttpRouting.Builder complete() {
    dashboard.ifPresent(this::addDashboard);
    return routes
        .endpoint(Method.GET, "/metrics", new MetricsEndpoint(metrics))
        .endpoint(Method.GET, "/healthz", health)
        .endpoint(Method.GET, "/openapi", new OpenApi())
        .complete();
  }
}

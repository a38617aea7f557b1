package dev.rinha.service.http;

import dev.rinha.core.PaymentClient;
import dev.rinha.core.PaymentSearch;
import dev.rinha.core.store.Intake;
import dev.rinha.core.store.OperatorLog;
import dev.rinha.core.store.Outbox;
import dev.rinha.service.config.BuildInfo;
import dev.rinha.service.config.ServiceConfig;
import dev.rinha.service.dashboard.Dashboard;
import dev.rinha.service.metrics.IntakeMetrics;
import dev.rinha.service.metrics.Measurements;
import dev.rinha.service.metrics.MetricsEndpoint;
import dev.rinha.service.metrics.MetricsSource;
import io.helidon.http.Method;
import io.helidon.webserver.http.Handler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a process can answer: whoever has what is behind an endpoint adds it. What only looks is
 * answered at the management address too, where there is one, and what shows more than one payment
 * there alone. Health, metrics and the description are always there. Confined to one thread.
 */
public final class Endpoints {

  private final Listener open;
  private final Optional<Listener> management;
  private final List<MetricsSource> metrics = new ArrayList<>();
  private final ServiceConfig config;
  private final Duration retryAfter;
  private final HealthEndpoint health;
  private final InstantSource clock;
  private final Readiness readiness;
  private Optional<DashboardSource> dashboard = Optional.empty();

  Endpoints(
      ServiceConfig config,
      Readiness readiness,
      Listener open,
      Optional<Listener> management,
      InstantSource clock) {
    this.open = open;
    this.management = management;
    metrics.add(Endpoints::build);
    addresses().flatMap(Listener::metrics).forEach(metrics::add);
    this.config = config;
    this.retryAfter = config.intake().retryAfter();
    this.health =
        new HealthEndpoint(
            readiness, config.mode().name().toLowerCase(Locale.ROOT), config.environment());
    this.clock = clock;
    this.readiness = readiness;
  }

  /** {@code POST /payments}; counts in {@code GET /metrics} how they are answered. */
  public Endpoints payments(Intake intake) {
    IntakeMetrics answers = new IntakeMetrics();
    Gateway gateway =
        new Gateway(
            new PaymentClient(intake, clock),
            Caller.clients(config.access(), Permission.OFFER),
            answers,
            new RequestBody(config.server().maxBodyBytes()),
            open.permits(),
            retryAfter);
    open.routes()
        .withoutPermit(
            Permission.OFFER, Method.POST, Gateway.PATH, HttpRoutes.only(List.of(), gateway));
    return metrics(answers);
  }

  /**
   * {@code GET /payments-summary}.
   *
   * @param others write what they know before it is read
   */
  public Endpoints summary(OtherWorkers others, SummarySource summaries) {
    return summary(new SummaryEndpoint(others, summaries, config.processorNames(), retryAfter))
        .metrics(others);
  }

  /**
   * {@code POST /settled}, for what other processes read. They need no token, so that none is shown
   * to an address that only the store knows: it tells nothing and has nothing done that would not
   * be.
   */
  public Endpoints settled(Runnable awaitSettled) {
    open.routes()
        .endpoint(
            Permission.PUBLIC,
            Method.POST,
            SettledEndpoint.PATH,
            List.of(),
            new SettledEndpoint(awaitSettled));
    return this;
  }

  /**
   * {@code POST /purge-payments}.
   *
   * @param log where it is written down who did it
   */
  public Endpoints purge(Purge purge, OperatorLog log) {
    return purge(new PurgeEndpoint(purge, log, clock, retryAfter));
  }

  /** The same where somebody passes it on to a worker. */
  public Endpoints purge(WorkerForward forward) {
    return purge((Handler) forward);
  }

  /** The endpoints behind which nobody is asked, for the warm-up. */
  public Endpoints unasked(Handler handler) {
    return summary(handler).purge(handler);
  }

  private Endpoints summary(Handler handler) {
    return anywhere(
        Permission.READ, "/payments-summary", WindowQuery.PARAMETERS, health.whenWarm(handler));
  }

  private Endpoints purge(Handler handler) {
    open.routes()
        .endpoint(
            Permission.ACT, Method.POST, "/purge-payments", List.of(), health.whenWarm(handler));
    return this;
  }

  /** {@code GET /payments/{correlationId}}. */
  public Endpoints payment(OutcomeSource payments) {
    addresses()
        .forEach(
            address ->
                address
                    .routes()
                    .endpoint(
                        Permission.ASK,
                        Method.GET,
                        PaymentEndpoint.PATH,
                        PaymentEndpoint.PARAMETERS,
                        new PaymentEndpoint(
                            payments,
                            Caller.clients(config.access(), Permission.ASK),
                            address.waiting(),
                            config.fees(),
                            retryAfter)));
    return managed(
            Permission.READ,
            HistoryEndpoint.PATH,
            List.of(),
            HistoryEndpoint.at(payments, retryAfter))
        .managed(
            Permission.READ,
            HistoryEndpoint.DEPRECATED_PATH,
            List.of(),
            HistoryEndpoint.atDeprecated(payments, retryAfter));
  }

  /**
   * Pausing and resuming, putting back, discarding and resolving, at the management address.
   *
   * @param log where it is written down who did it
   */
  public Endpoints acts(OperatorActs acts, OperatorLog log) {
    RequestBody bodies = new RequestBody(config.server().maxBodyBytes());
    management.ifPresent(
        address -> new ActEndpoints(acts, log, bodies, clock, retryAfter).addTo(address.routes()));
    return this;
  }

  /** {@code GET /dashboard}, and what the page asks for, at the management address. */
  public Endpoints dashboard(DashboardSource source) {
    dashboard = Optional.of(source);
    return this;
  }

  /** Last, because it shows all metrics. */
  private void addDashboard(HttpRoutes routes, DashboardSource source) {
    Dashboard shown = new Dashboard(metrics, config.processorNames(), clock);
    DashboardFiles files = new DashboardFiles();
    routes.endpoint(Permission.PUBLIC, Method.GET, DashboardFiles.PAGE, List.of(), files).stream(
            Permission.READ,
            Method.GET,
            DashboardLive.PATH,
            List.of(),
            new DashboardLive(
                shown,
                source,
                config,
                readiness,
                request -> routes.permits(Permission.ACT, request)))
        .endpoint(Permission.PUBLIC, Method.GET, DashboardFiles.FILES, List.of(), files);
    Thread.ofVirtual().name("dashboard").start(() -> sample(shown));
  }

  private void sample(Dashboard shown) {
    do {
      shown.sample();
    } while (!readiness.stopsWithin(Dashboard.PERIOD));
  }

  /** {@code GET /events}, at the management address. */
  public Endpoints events(Outbox outbox) {
    EventsEndpoint events = new EventsEndpoint(outbox, config.fees(), readiness, retryAfter);
    management.ifPresent(
        address ->
            address.routes().stream(
                Permission.READ,
                Method.GET,
                EventsEndpoint.PATH,
                EventsEndpoint.PARAMETERS,
                events));
    return this;
  }

  /** {@code GET /payments}, for operators. */
  public Endpoints list(PaymentSearch payments) {
    return managed(
        Permission.READ,
        Gateway.PATH,
        PaymentListEndpoint.PARAMETERS,
        new PaymentListEndpoint(payments, retryAfter));
  }

  /** {@code GET /payments/{correlationId}/quotes}. */
  public Endpoints quotes(QuoteSource quotes) {
    return anywhere(Permission.READ, QuotesEndpoint.PATH, List.of(), new QuotesEndpoint(quotes));
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

  private Stream<Listener> addresses() {
    return Stream.concat(Stream.of(open), management.stream());
  }

  /** Something to look at, at every address. */
  private Endpoints anywhere(
      Permission permission, String path, List<String> parameters, Handler handler) {
    addresses()
        .forEach(
            address ->
                address.routes().endpoint(permission, Method.GET, path, parameters, handler));
    return this;
  }

  /** Something that only operators may look at: at the management address alone. */
  private Endpoints managed(
      Permission permission, String path, List<String> parameters, Handler handler) {
    management.ifPresent(
        address -> address.routes().endpoint(permission, Method.GET, path, parameters, handler));
    return this;
  }

  /** Adds what every process answers. */
  void complete() {
    dashboard.ifPresent(
        source -> management.ifPresent(operators -> addDashboard(operators.routes(), source)));
    MetricsEndpoint measured = new MetricsEndpoint(metrics);
    addresses()
        .forEach(
            address ->
                address
                    .routes()
                    .endpoint(Permission.READ, Method.GET, "/metrics", measured)
                    .withoutPermit(Permission.PUBLIC, Method.GET, HealthEndpoint.PATH, health)
                    .endpoint(Permission.PUBLIC, Method.GET, "/openapi", new OpenApi()));
  }
}

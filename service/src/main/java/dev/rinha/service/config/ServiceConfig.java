package dev.rinha.service.config;

import dev.rinha.core.execution.ExecutionSettings;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.processor.StatusMeanings;
import dev.rinha.core.routing.RoutingPolicies;
import dev.rinha.core.routing.Waiting;
import dev.rinha.core.store.OutboxEvent;
import dev.rinha.core.tls.TlsFiles;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The settings of one service process. Immutable; every value is within its range. Units and
 * defaults are in {@code docs/configuration.md}, which is generated from the same list that this is
 * read with.
 */
public record ServiceConfig(
    Mode mode,
    String environment,
    Access access,
    Server server,
    Optional<Management> management,
    LogFormat logFormat,
    WarmUp warmUp,
    WorkerPeer worker,
    Redis redis,
    Intake intake,
    Routing routing,
    Execution execution,
    Traffic traffic,
    Retention retention,
    Events events,
    List<Processor> processors) {

  /** Copies the list. */
  public ServiceConfig {
    processors = List.copyOf(processors);
  }

  /**
   * Who may do what.
   *
   * @param open the roles that need no token
   */
  public record Access(Profile profile, Set<AccessRole> open, Tokens tokens, ClientLimits limits) {

    /** Copies the set. */
    public Access {
      open = Set.copyOf(open);
    }

    /** Whether nobody needs a token for anything. */
    public boolean isOpen() {
      return open.size() == AccessRole.values().length;
    }

    /** The same with these tokens in place of others, unless nobody needs one. */
    public Access only(Tokens others) {
      return isOpen() ? this : new Access(profile, Set.of(), others, ClientLimits.NONE);
    }
  }

  /** How much each client may ask of one process; 0 for any. */
  public record ClientLimits(int requestsPerSecond, int maxConcurrent) {

    /** As much as it wants. */
    public static final ClientLimits NONE = new ClientLimits(0, 0);

    /** Whether a client may ask as much as it wants. */
    public boolean areNone() {
      return requestsPerSecond == 0 && maxConcurrent == 0;
    }
  }

  /** How the process listens. A port of 0 takes a free one. */
  public record Server(
      String host,
      String advertisedHost,
      int port,
      int backlog,
      int maxConnections,
      PerAddress perAddress,
      int maxConcurrentRequests,
      int maxWaitingRequests,
      int maxBodyBytes,
      int maxHeadBytes,
      Duration requestTimeout,
      Duration idleTimeout,
      Duration shutdownGrace,
      TlsFiles tls) {

    /** The same on another address, without TLS. */
    public Server on(String otherHost, int otherPort) {
      return new Server(
          otherHost,
          advertisedHost,
          otherPort,
          backlog,
          maxConnections,
          perAddress,
          maxConcurrentRequests,
          maxWaitingRequests,
          maxBodyBytes,
          maxHeadBytes,
          requestTimeout,
          idleTimeout,
          shutdownGrace,
          TlsFiles.NONE);
    }
  }

  /**
   * How much one address may take; 0 for any number.
   *
   * @param trustedProxies say for which address they ask
   */
  public record PerAddress(int maxConnections, List<AddressRange> trustedProxies, int maxRequests) {

    /** Copies the list. */
    public PerAddress {
      trustedProxies = List.copyOf(trustedProxies);
    }
  }

  /**
   * How the process listens for operators. A port of 0 takes a free one; so does one that is not
   * {@code fixed} where it is taken.
   */
  public record Management(String host, int port, boolean fixed, TlsFiles tls) {}

  /** What the process does before it reports ready. */
  public record WarmUp(int requests, Duration timeLimit) {}

  /**
   * The worker, as an API instance sees it.
   *
   * @param tls with what all workers are asked; empty for plain HTTP
   */
  public record WorkerPeer(
      String host,
      int port,
      Optional<TlsFiles> tls,
      Duration connectTimeout,
      Duration responseTimeout) {}

  /**
   * The store.
   *
   * @param addresses with user and password where they stand there
   * @param username {@value #DEFAULT_USER} for the one that Redis has by itself
   * @param password empty for none, or that of the addresses
   */
  public record Redis(
      Secret addresses,
      String username,
      Secret password,
      TlsFiles tls,
      String namespace,
      Duration commandTimeout,
      boolean requireAppendOnlyFile,
      int partitions,
      int replicas) {

    /** Whom Redis takes those for who name no user. */
    public static final String DEFAULT_USER = "default";
  }

  /**
   * What is accepted, and what those hear that are not. A {@code maxUnfinished} of zero means what
   * Redis has memory for.
   */
  public record Intake(long maxUnfinished, Duration retryAfter) {}

  /** How processors are chosen, and whether they are asked for their health. */
  public record Routing(String policy, Waiting waiting, boolean healthChecks) {}

  /** How payments are executed. A {@code maxAge} of zero means that they never become too old. */
  public record Execution(Duration claimTimeout, Duration inDoubtBound, Duration maxAge) {

    /** The same as the library takes it. */
    public ExecutionSettings settings() {
      ExecutionSettings defaults = ExecutionSettings.DEFAULTS;
      return new ExecutionSettings(
          defaults.prefetch(),
          claimTimeout.toMillis(),
          inDoubtBound.toMillis(),
          maxAge.toMillis(),
          defaults.maxResolving());
    }
  }

  /** For how long traffic is kept; zero for not at all. */
  public record Traffic(Duration kept) {}

  /** For how long what is finished is kept; empty for ever. */
  public record Retention(
      Optional<Duration> settled, Optional<Duration> deadLetters, Optional<Duration> operatorLog) {}

  /** What is kept for whoever is told of payments, and who that is. */
  public record Events(long maxBytes, List<Webhook> webhooks) {

    /** Copies the list. */
    public Events {
      webhooks = List.copyOf(webhooks);
    }
  }

  /** Somebody who is told over HTTP. */
  public record Webhook(
      String name,
      URI url,
      WebhookSecrets secrets,
      Set<OutboxEvent.Kind> events,
      Duration connectTimeout,
      Duration responseTimeout,
      int maxInFlight,
      Duration giveUpAfter) {

    /** The address without its query, which may be secret. */
    public String shownUrl() {
      String text = url.toString();
      return url.getQuery() == null ? text : text.substring(0, text.indexOf('?')) + "?…";
    }
  }

  /** One processor. */
  public record Processor(
      String name,
      URI url,
      RequestHeaders headers,
      TlsFiles tls,
      Fee fee,
      Duration connectTimeout,
      Duration responseTimeout,
      Duration lookUpLag,
      Set<Integer> notTakenStatuses,
      Set<Integer> failedStatuses,
      int maxInFlight,
      int weight) {

    /** What its answers mean, as the library takes it. */
    public StatusMeanings meanings() {
      return new StatusMeanings(notTakenStatuses, failedStatuses);
    }

    /** The same as the library takes it. */
    public ProcessorSettings settings() {
      return new ProcessorSettings(
          name, fee, maxInFlight, responseTimeout.toMillis(), lookUpLag.toMillis(), weight);
    }
  }

  /**
   * Reads all settings.
   *
   * @throws ConfigException if one is missing, out of range or does not go with another; names
   *     keys, values and what would be right
   */
  public static ServiceConfig from(Configuration given) {
    ServiceConfig config = read(given);
    if (config.mode != Mode.API) {
      config.requireRoomForRequests();
    }
    return config;
  }

  private void requireRoomForRequests() {
    try {
      execution.settings().requireRoomFor(processors.stream().map(Processor::settings).toList());
    } catch (IllegalArgumentException e) {
      throw new ConfigException(String.valueOf(e.getMessage()));
    }
  }

  private static ServiceConfig read(Configuration given) {
    return new ServiceConfig(
        given.get(Settings.MODE),
        given.get(Settings.ENVIRONMENT),
        access(given),
        server(given),
        management(given),
        given.get(Settings.LOG_FORMAT),
        new WarmUp(given.get(Settings.WARM_UP_REQUESTS), given.get(Settings.WARM_UP_TIME_LIMIT)),
        new WorkerPeer(
            given.get(Settings.WORKER_HOST),
            given.get(Settings.WORKER_PORT),
            othersTls(given),
            given.get(Settings.WORKER_CONNECT_TIMEOUT),
            given.get(Settings.WORKER_RESPONSE_TIMEOUT)),
        redis(given),
        new Intake(
            given.get(Settings.INTAKE_MAX_UNFINISHED), given.get(Settings.INTAKE_RETRY_AFTER)),
        routing(given),
        new Execution(
            given.get(Settings.EXECUTION_CLAIM_TIMEOUT),
            given.get(Settings.EXECUTION_IN_DOUBT_BOUND),
            given.get(Settings.EXECUTION_MAX_AGE)),
        new Traffic(given.get(Settings.TRAFFIC_KEPT)),
        new Retention(
            given.get(Settings.RETENTION_SETTLED),
            given.get(Settings.RETENTION_DEAD_LETTERS),
            given.get(Settings.RETENTION_OPERATOR_LOG)),
        new Events(given.get(Settings.EVENTS_MAX_BYTES), webhooks(given)),
        given.get(Settings.PROCESSOR_NAMES).stream().map(name -> processor(given, name)).toList());
  }

  /** The settings of Redis alone, for whoever looks into the store. */
  public static Redis redis(Configuration given) {
    return new Redis(
        given.get(Settings.REDIS_ADDRESS),
        given.get(Settings.REDIS_USERNAME),
        redisPassword(given),
        tls(
            given,
            Settings.REDIS_TRUST_FILE,
            Settings.REDIS_CLIENT_CERTIFICATE_FILE,
            Settings.REDIS_CLIENT_KEY_FILE),
        given.get(Settings.REDIS_NAMESPACE),
        given.get(Settings.REDIS_COMMAND_TIMEOUT),
        given.get(Settings.REDIS_REQUIRE_APPEND_ONLY_FILE),
        given.get(Settings.STORE_PARTITIONS),
        given.get(Settings.STORE_REPLICAS));
  }

  private static Secret redisPassword(Configuration given) {
    Secret password = given.get(Settings.REDIS_PASSWORD);
    Secret inFile = given.get(Settings.REDIS_PASSWORD_FILE);
    if (!password.value().isEmpty() && !inFile.value().isEmpty()) {
      throw new ConfigException(
          "redis.password and redis.password-file are both given: leave out one of them");
    }
    return password.value().isEmpty() ? inFile : password;
  }

  private static TlsFiles tls(
      Configuration given,
      Setting<Optional<Path>> trust,
      Setting<Optional<Path>> certificate,
      Setting<Optional<Path>> key) {
    try {
      TlsFiles files = new TlsFiles(given.get(trust), given.get(certificate), given.get(key));
      if (!files.equals(TlsFiles.NONE)) {
        files.requireReadable();
      }
      return files;
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          "%s, %s and %s: %s".formatted(trust.key(), certificate.key(), key.key(), e.getMessage()));
    }
  }

  /** Refuses what would be without effect. */
  private static Routing routing(Configuration given) {
    String policy = given.get(Settings.ROUTING_POLICY);
    Optional<Duration> patience = given.get(Settings.ROUTING_PATIENCE);
    Waiting priced = new Waiting.Priced(given.get(Settings.ROUTING_PRICE_OF_TIME));
    boolean priceChosen = given.differs(Settings.ROUTING_PRICE_OF_TIME);
    if (!policy.equals(RoutingPolicies.CHEAPEST_IN_TIME) && (priceChosen || patience.isPresent())) {
      throw new ConfigException(
          "%s has no effect with routing.policy '%s', only with %s: leave out one of them"
              .formatted(
                  priceChosen ? "routing.price-of-time" : "routing.patience",
                  policy,
                  RoutingPolicies.CHEAPEST_IN_TIME));
    }
    return new Routing(
        policy,
        patience.<Waiting>map(Waiting.AtMost::new).orElse(priced),
        given.get(Settings.ROUTING_HEALTH_CHECKS));
  }

  /** Refuses tokens that nobody is asked for. */
  private static Access access(Configuration given) {
    Tokens listed = given.get(Settings.ACCESS_TOKENS);
    String file = given.get(Settings.ACCESS_TOKENS_FILE);
    Tokens all =
        file.isEmpty()
            ? listed
            : Tokens.read(file).and(listed, "access.tokens-file and access.tokens");
    Access access =
        new Access(
            given.get(Settings.PROFILE),
            given.get(Settings.ACCESS_OPEN),
            all,
            new ClientLimits(
                given.get(Settings.ACCESS_CLIENT_REQUESTS_PER_SECOND),
                given.get(Settings.ACCESS_CLIENT_MAX_CONCURRENT)));
    if (access.isOpen() && !all.isEmpty()) {
      throw new ConfigException(
          "there are tokens, and nobody is asked for one, since access.open is all, which"
              + " profile=challenge makes it: say access.open=none, or client,reader, or leave the"
              + " tokens out");
    }
    return access;
  }

  private static Server server(Configuration given) {
    return new Server(
        given.get(Settings.SERVER_HOST),
        given.get(Settings.SERVER_ADVERTISED_HOST),
        given.get(Settings.SERVER_PORT),
        given.get(Settings.SERVER_BACKLOG),
        given.get(Settings.SERVER_MAX_CONNECTIONS),
        new PerAddress(
            given.get(Settings.SERVER_MAX_CONNECTIONS_PER_ADDRESS),
            given.get(Settings.SERVER_TRUSTED_PROXIES),
            given.get(Settings.SERVER_MAX_REQUESTS_PER_ADDRESS)),
        given.get(Settings.SERVER_MAX_CONCURRENT_REQUESTS),
        given.get(Settings.SERVER_MAX_WAITING_REQUESTS),
        given.get(Settings.SERVER_MAX_BODY_BYTES),
        given.get(Settings.SERVER_MAX_HEAD_BYTES),
        given.get(Settings.SERVER_REQUEST_TIMEOUT),
        given.get(Settings.SERVER_IDLE_TIMEOUT),
        given.get(Settings.SERVER_SHUTDOWN_GRACE),
        servedTls(
            given,
            Settings.SERVER_TLS_CLIENT_TRUST_FILE,
            Settings.SERVER_TLS_CERTIFICATE_FILE,
            Settings.SERVER_TLS_KEY_FILE));
  }

  private static TlsFiles servedTls(
      Configuration given,
      Setting<Optional<Path>> trust,
      Setting<Optional<Path>> certificate,
      Setting<Optional<Path>> key) {
    TlsFiles files = tls(given, trust, certificate, key);
    if (files.trust().isPresent() && files.certificate().isEmpty()) {
      throw new ConfigException(
          "%s has no effect without %s".formatted(trust.key(), certificate.key()));
    }
    return files;
  }

  /**
   * With what the tool and gateways ask a worker over TLS; empty for plain HTTP.
   *
   * @throws ConfigException if a file cannot be used, or has no effect
   */
  public static Optional<TlsFiles> workerTls(Configuration given) {
    TlsFiles files =
        tls(
            given,
            Settings.WORKER_TRUST_FILE,
            Settings.WORKER_CLIENT_CERTIFICATE_FILE,
            Settings.WORKER_CLIENT_KEY_FILE);
    boolean trusting = files.trust().isPresent();
    if (trusting && given.get(Settings.MODE) == Mode.WORKER && !isServedOverTls(given)) {
      throw new ConfigException(
          "worker.trust-file has workers asked over TLS, and this worker would be served over plain"
              + " HTTP: give server.tls.certificate-file as well, or leave worker.trust-file out");
    }
    if (trusting || (given.get(Settings.MODE) != Mode.API && isServedOverTls(given))) {
      return Optional.of(files);
    }
    if (files.certificate().isPresent()) {
      throw new ConfigException(
          "worker.client-certificate-file has no effect without worker.trust-file");
    }
    return Optional.empty();
  }

  /** Workers of a store are served alike, so each asks the others as it is asked itself. */
  private static Optional<TlsFiles> othersTls(Configuration given) {
    Optional<TlsFiles> files = workerTls(given);
    return given.get(Settings.MODE) == Mode.API || isServedOverTls(given)
        ? files
        : Optional.empty();
  }

  private static boolean isServedOverTls(Configuration given) {
    return given.get(Settings.SERVER_TLS_CERTIFICATE_FILE).isPresent();
  }

  private static Optional<Management> management(Configuration given) {
    String host = given.get(Settings.MANAGEMENT_HOST);
    int taken = given.get(Settings.SERVER_PORT);
    TlsFiles tls =
        servedTls(
            given,
            Settings.MANAGEMENT_TLS_CLIENT_TRUST_FILE,
            Settings.MANAGEMENT_TLS_CERTIFICATE_FILE,
            Settings.MANAGEMENT_TLS_KEY_FILE);
    return switch (given.get(Settings.MANAGEMENT_PORT)) {
      case ManagementPort.None _ when !tls.equals(TlsFiles.NONE) ->
          throw new ConfigException(
              "management.tls.certificate-file has no effect with management.port=none");
      case ManagementPort.None _ -> Optional.empty();
      case ManagementPort.Auto _ when given.get(Settings.MODE) == Mode.API -> Optional.empty();
      case ManagementPort.Auto _ ->
          Optional.of(
              new Management(
                  host, taken == ManagementPort.USUAL ? 0 : ManagementPort.USUAL, false, tls));
      case ManagementPort.Fixed(int port) when port == taken && port != 0 ->
          throw new ConfigException(
              "management.port is %s, and so is server.port: choose another for one of them"
                  .formatted(String.valueOf(port)));
      case ManagementPort.Fixed(int port) -> Optional.of(new Management(host, port, true, tls));
    };
  }

  /** The webhooks alone, for whoever tries one. */
  public static List<Webhook> webhooks(Configuration given) {
    return given.get(Settings.WEBHOOK_NAMES).stream().map(name -> webhook(given, name)).toList();
  }

  private static Webhook webhook(Configuration given, String name) {
    return new Webhook(
        name,
        given.get(Settings.WEBHOOK_URL.of(name)),
        given.get(Settings.WEBHOOK_SECRETS.of(name)),
        given.get(Settings.WEBHOOK_EVENTS.of(name)),
        given.get(Settings.WEBHOOK_CONNECT_TIMEOUT.of(name)),
        given.get(Settings.WEBHOOK_RESPONSE_TIMEOUT.of(name)),
        given.get(Settings.WEBHOOK_MAX_IN_FLIGHT.of(name)),
        given.get(Settings.WEBHOOK_GIVE_UP_AFTER.of(name)));
  }

  private static Processor processor(Configuration given, String name) {
    return new Processor(
        name,
        given.get(Settings.ofProcessor(Settings.PROCESSOR_URL, name)),
        headers(given, name),
        processorTls(given, name),
        given.get(Settings.ofProcessor(Settings.PROCESSOR_FEE, name)),
        given.get(Settings.ofProcessor(Settings.PROCESSOR_CONNECT_TIMEOUT, name)),
        given.get(Settings.ofProcessor(Settings.PROCESSOR_RESPONSE_TIMEOUT, name)),
        given.get(Settings.ofProcessor(Settings.PROCESSOR_LOOK_UP_LAG, name)),
        given.get(Settings.ofProcessor(Settings.PROCESSOR_NOT_TAKEN_STATUSES, name)),
        failedStatuses(given, name),
        given.get(Settings.ofProcessor(Settings.PROCESSOR_MAX_IN_FLIGHT, name)),
        given.get(Settings.ofProcessor(Settings.PROCESSOR_WEIGHT, name)));
  }

  private static RequestHeaders headers(Configuration given, String name) {
    RequestHeaders headers = given.get(Settings.PROCESSOR_HEADERS.of(name));
    RequestHeaders inFile = given.get(Settings.PROCESSOR_HEADERS_FILE.of(name));
    if (!headers.values().isEmpty() && !inFile.values().isEmpty()) {
      throw new ConfigException(
          "processors.%s.headers and processors.%s.headers-file are both given: leave out one of them"
              .formatted(name, name));
    }
    return headers.values().isEmpty() ? inFile : headers;
  }

  private static TlsFiles processorTls(Configuration given, String name) {
    TlsFiles files =
        tls(
            given,
            Settings.PROCESSOR_TRUST_FILE.of(name),
            Settings.PROCESSOR_CLIENT_CERTIFICATE_FILE.of(name),
            Settings.PROCESSOR_CLIENT_KEY_FILE.of(name));
    URI url = given.get(Settings.PROCESSOR_URL.of(name));
    if (!files.equals(TlsFiles.NONE) && !"https".equals(url.getScheme())) {
      throw new ConfigException(
          "the certificates of processor %s have no effect with processors.%s.url '%s': begin it with https://, or leave them out"
              .formatted(name, name, url));
    }
    return files;
  }

  /** Refuses a status that stands in both lists. */
  private static Set<Integer> failedStatuses(Configuration given, String name) {
    Set<Integer> notTaken =
        given.get(Settings.ofProcessor(Settings.PROCESSOR_NOT_TAKEN_STATUSES, name));
    Set<Integer> failed = given.get(Settings.ofProcessor(Settings.PROCESSOR_FAILED_STATUSES, name));
    for (int status : notTaken) {
      if (failed.contains(status)) {
        throw new ConfigException(
            "processors.%s.failed-statuses has %s, which is in processors.%s.not-taken-statuses as well: leave it out of one"
                .formatted(name, String.valueOf(status), name));
      }
    }
    return failed;
  }

  /** The names of the processors, in the order of the configuration. */
  public List<String> processorNames() {
    return processors.stream().map(Processor::name).toList();
  }

  /** What processors keep, by their name. */
  public Map<String, Fee> fees() {
    return processors.stream().collect(Collectors.toMap(Processor::name, Processor::fee));
  }
}

package dev.rinha.service.config;

import dev.rinha.core.processor.Fee;
import dev.rinha.core.routing.PriceOfTime;
import dev.rinha.core.routing.RoutingPolicies;
import dev.rinha.core.store.OutboxEvent;
import dev.rinha.core.store.partitioned.Partitioner;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Everything that can be set, in the order of the reference. */
final class Settings {

  private static final Duration ONE_MILLI = Duration.ofMillis(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration YEAR = Duration.ofDays(365);

  static final Setting<String> CONFIG_FILE =
      new Setting<>(
          "config-file",
          Optional.empty(),
          Optional.empty(),
          Range.path(),
          "A properties file with further settings; none if not set. Not allowed in the file"
              + " itself.",
          false);

  static final Setting<Mode> MODE =
      Setting.of("mode", "standalone", Range.oneOf(Mode.class), "What the process does.")
          .orEnv("MODE");

  static final Setting<Profile> PROFILE =
      Setting.of(
          "profile",
          "standard",
          Range.oneOf(Profile.class),
          "What is open unless another setting says otherwise: in standard nothing without a token,"
              + " and on loopback only; in challenge everything to everybody. See"
              + " docs/security.md#profiles.");

  static final Setting<String> ENVIRONMENT =
      Setting.of(
          "environment",
          "none",
          Range.nameOrNone(),
          "What this installation is called. Whoever wants to purge it by hand has to type the"
              + " name, or the namespace where it has none; only in one called challenge, as it is"
              + " with profile=challenge, --yes is enough.");

  static final Setting<Set<AccessRole>> ACCESS_OPEN =
      Setting.of(
          "access.open",
          "none",
          AccessRole.setOf(),
          "The roles that need no token: whoever reaches the process may do what they may. With"
              + " profile=challenge all.");

  static final Setting<String> ACCESS_TOKENS_FILE =
      Setting.of(
          "access.tokens-file",
          "none",
          Range.fileOrNone(),
          "Who may do what: a line NAME ROLE sha256:HEX for each token, as 'rinha-cli token new'"
              + " prints it.");

  static final Setting<Tokens> ACCESS_TOKENS =
      Setting.of(
              "access.tokens",
              "none",
              Range.tokens(),
              "More of them, separated by commas or line ends. Only from the environment or a file,"
                  + " and shown nowhere.")
          .notShown();

  static final Setting<Integer> ACCESS_CLIENT_REQUESTS_PER_SECOND =
      Setting.of(
          "access.client-requests-per-second",
          "0",
          Range.integer(0, 1_000_000),
          "How many requests each client, by the name of its tokens, may send to this process in a"
              + " second; more are answered 429. 0 for any number.");

  static final Setting<Integer> ACCESS_CLIENT_MAX_CONCURRENT =
      Setting.of(
          "access.client-max-concurrent",
          "0",
          Range.integer(0, 1_000_000),
          "How many requests of each client this process handles at the same time, those that wait"
              + " for a payment included; more are answered 429. 0 for any number.");

  static final Setting<String> ACCESS_OWN_TOKEN_FILE =
      Setting.of(
          "access.own-token-file",
          "none",
          Range.fileOrNone(),
          "A file with the token that commands of the tool show to the service, where they ask it"
              + " something.");

  static final Setting<String> SERVER_HOST =
      Setting.of(
          "server.host",
          "127.0.0.1",
          Range.host(),
          "The address to listen on. With profile=challenge 0.0.0.0.");

  static final Setting<String> SERVER_ADVERTISED_HOST =
      Setting.of(
          "server.advertised-host",
          "auto",
          Range.autoOr(Range.host(), ""),
          "Where other processes reach a worker, which they ask to write what it knows before they"
              + " sum up. auto: server.host, or the address of this machine's name where that is"
              + " every address.");

  static final Setting<Integer> SERVER_PORT =
      Setting.of(
              "server.port",
              "9999",
              Range.integer(0, 65_535),
              "The TCP port to listen on; 0 takes a free one.")
          .orEnv("PORT");

  static final Setting<Integer> SERVER_BACKLOG =
      Setting.of(
          "server.backlog",
          "1024",
          Range.integer(1, 65_535),
          "How many connections may wait to be accepted.");

  static final Setting<Integer> SERVER_MAX_CONNECTIONS =
      Setting.of(
          "server.max-connections",
          "4096",
          Range.integer(1, 1_000_000),
          "How many connections may be open; more wait in the backlog.");

  static final Setting<Integer> SERVER_MAX_CONNECTIONS_PER_ADDRESS =
      Setting.of(
          "server.max-connections-per-address",
          "512",
          Range.integer(0, 1_000_000),
          "How many connections one address may have open, or one /64 network of IPv6; more are"
              + " closed at once. 0 for any number, as it is with profile=challenge. Not for"
              + " server.trusted-proxies.");

  static final Setting<List<AddressRange>> SERVER_TRUSTED_PROXIES =
      Setting.of(
          "server.trusted-proxies",
          "none",
          AddressRange.list(),
          "The load balancers and proxies before the service. Of what comes through them the"
              + " address is the last one in X-Forwarded-For that is none of theirs; nobody else is"
              + " believed what stands there.");

  static final Setting<Integer> SERVER_MAX_REQUESTS_PER_ADDRESS =
      Setting.of(
          "server.max-requests-per-address",
          "256",
          Range.integer(0, 1_000_000),
          "How many requests of one address that come through server.trusted-proxies are handled at"
              + " the same time, those that wait for a payment included; more are answered 429. 0"
              + " for any number, as it is with profile=challenge.");

  static final Setting<Integer> SERVER_MAX_CONCURRENT_REQUESTS =
      Setting.of(
          "server.max-concurrent-requests",
          "1024",
          Range.integer(1, 1_000_000),
          "How many requests may be handled at once; more are answered 503.");

  static final Setting<Integer> SERVER_MAX_WAITING_REQUESTS =
      Setting.of(
          "server.max-waiting-requests",
          "256",
          Range.integer(0, 1_000_000),
          "How many requests may wait for a payment to be finished, beside those that are handled;"
              + " more are answered 503.");

  static final Setting<Integer> SERVER_MAX_BODY_BYTES =
      Setting.of(
          "server.max-body-bytes",
          "4096",
          Range.integer(128, 1_048_576),
          "The largest body of a request, in bytes; larger ones are answered 413.");

  static final Setting<Integer> SERVER_MAX_HEAD_BYTES =
      Setting.of(
          "server.max-head-bytes",
          "8192",
          Range.integer(1_024, 65_536),
          "The longest first line of a request, and the largest of its headers together, in bytes;"
              + " larger ones are answered 400.");

  static final Setting<Duration> SERVER_REQUEST_TIMEOUT =
      Setting.of(
          "server.request-timeout",
          "10s",
          Range.duration(Duration.ofMillis(100), HOUR),
          "How long the head of a request may take to arrive, and its body, before the connection"
              + " is closed; likewise the first request of a new connection.");

  static final Setting<Duration> SERVER_IDLE_TIMEOUT =
      Setting.of(
          "server.idle-timeout",
          "5m",
          Range.duration(Duration.ofSeconds(1), Duration.ofDays(1)),
          "When an idle connection is closed; keep it above the keep-alive of the load balancer.");

  static final Setting<Duration> SERVER_SHUTDOWN_GRACE =
      Setting.of(
          "server.shutdown-grace",
          "5s",
          Range.duration(Duration.ZERO, HOUR),
          "How long requests and payments in flight may go on after SIGTERM.");

  static final Setting<Optional<Path>> SERVER_TLS_CERTIFICATE_FILE =
      Setting.of(
          "server.tls.certificate-file",
          "none",
          Range.pemFile(),
          "The certificate with which clients are served over TLS, and of a worker gateways and"
              + " other workers, followed by those up to its authority; none: over plain HTTP."
              + " Taken anew when the file changes.");

  static final Setting<Optional<Path>> SERVER_TLS_KEY_FILE =
      Setting.of(
          "server.tls.key-file",
          "none",
          Range.pemFile(),
          "The private key of that certificate, not encrypted.");

  static final Setting<Optional<Path>> SERVER_TLS_CLIENT_TRUST_FILE =
      Setting.of(
          "server.tls.client-trust-file",
          "none",
          Range.pemFile(),
          "Certificates of the authorities of clients; where there are some, only clients with a"
              + " certificate of them are served.");

  static final Setting<String> MANAGEMENT_HOST =
      Setting.of(
          "management.host",
          "127.0.0.1",
          Range.host(),
          "The address to listen on for operators: whoever reaches it sees all payments.");

  static final Setting<ManagementPort> MANAGEMENT_PORT =
      Setting.of(
          "management.port",
          "auto",
          ManagementPort.range(),
          "The TCP port there; 0 takes a free one. auto: "
              + ManagementPort.USUAL
              + ", or a free one where that is taken; none in mode api.");

  static final Setting<Optional<Path>> MANAGEMENT_TLS_CERTIFICATE_FILE =
      Setting.of(
          "management.tls.certificate-file",
          "none",
          Range.pemFile(),
          "The certificate with which operators are served over TLS there, followed by those up to"
              + " its authority; none: over plain HTTP. Taken anew when the file changes.");

  static final Setting<Optional<Path>> MANAGEMENT_TLS_KEY_FILE =
      Setting.of(
          "management.tls.key-file",
          "none",
          Range.pemFile(),
          "The private key of that certificate, not encrypted.");

  static final Setting<Optional<Path>> MANAGEMENT_TLS_CLIENT_TRUST_FILE =
      Setting.of(
          "management.tls.client-trust-file",
          "none",
          Range.pemFile(),
          "Certificates of the authorities of operators; where there are some, only operators with"
              + " a certificate of them are served.");

  static final Setting<LogFormat> LOG_FORMAT =
      Setting.of(
          "log.format",
          "text",
          Range.oneOf(LogFormat.class),
          "How the log is written to standard error: text for people, or json, one object per"
              + " line.");

  static final Setting<Integer> WARM_UP_REQUESTS =
      Setting.of(
          "warm-up.requests",
          "1000",
          Range.integer(0, 1_000_000),
          "How many requests the process sends to itself before it reports ready; 0 for none.");

  static final Setting<Duration> WARM_UP_TIME_LIMIT =
      Setting.of(
          "warm-up.time-limit",
          "5s",
          Range.duration(Duration.ZERO, HOUR),
          "When the warm-up ends even if it has not sent them all.");

  static final Setting<String> WORKER_HOST =
      Setting.of(
              "worker.host", "localhost", Range.host(), "Where an API instance finds the worker.")
          .orEnv("WORKER_HOST");

  static final Setting<Integer> WORKER_PORT =
      Setting.of("worker.port", "8080", Range.integer(1, 65_535), "The worker's TCP port.")
          .orEnv("WORKER_PORT");

  static final Setting<Optional<Path>> WORKER_TRUST_FILE =
      Setting.of(
          "worker.trust-file",
          "none",
          Range.pemFile(),
          "Certificates of the authorities that are believed of workers, which has them asked over"
              + " TLS: by API instances, by each other, and by the tool, which believes them of"
              + " gateways as well. The name of the host is always verified. none: over plain HTTP;"
              + " a worker with server.tls.certificate-file asks others over TLS then, too, and"
              + " believes the authorities of the JDK. Taken anew when the file changes.");

  static final Setting<Optional<Path>> WORKER_CLIENT_CERTIFICATE_FILE =
      Setting.of(
          "worker.client-certificate-file",
          "none",
          Range.pemFile(),
          "The certificate that is shown to them, followed by those up to its authority. Taken anew"
              + " when the file changes.");

  static final Setting<Optional<Path>> WORKER_CLIENT_KEY_FILE =
      Setting.of(
          "worker.client-key-file",
          "none",
          Range.pemFile(),
          "The private key of that certificate, not encrypted.");

  static final Setting<Duration> WORKER_CONNECT_TIMEOUT =
      Setting.of(
          "worker.connect-timeout",
          "500ms",
          Range.duration(ONE_MILLI, HOUR),
          "How long an API instance waits for a connection to the worker.");

  static final Setting<Duration> WORKER_RESPONSE_TIMEOUT =
      Setting.of(
          "worker.response-timeout",
          "10s",
          Range.duration(ONE_MILLI, HOUR),
          "How long an API instance waits for the worker's answer; a purge waits for payments in"
              + " flight.");

  static final Setting<Secret> REDIS_ADDRESS =
      Setting.of(
              "redis.address",
              "localhost:6379",
              Range.redisAddresses(),
              "Where Redis listens; rediss:// connects with TLS. Of a Redis Cluster, one node or"
                  + " several, parted by commas: any that answers tells where the others are. One"
                  + " with a password only from the environment or a file; the password is shown"
                  + " nowhere.")
          .orEnv("REDIS_ADDR");

  static final Setting<String> REDIS_USERNAME =
      Setting.of(
          "redis.username",
          "default",
          Range.redisUser(),
          "As which user to connect to Redis, and to all nodes of a Redis Cluster.");

  static final Setting<Secret> REDIS_PASSWORD =
      Setting.of(
              "redis.password",
              "none",
              Range.password(),
              "That user's password. Only from the environment or a file, and shown nowhere.")
          .notShown();

  static final Setting<Secret> REDIS_PASSWORD_FILE =
      Setting.of(
              "redis.password-file",
              "none",
              Range.passwordFile(),
              "A file with that password, in place of redis.password; read at the start.")
          .orEnv("REDIS_PASSWORD_FILE");

  static final Setting<Optional<Path>> REDIS_TRUST_FILE =
      Setting.of(
          "redis.trust-file",
          "none",
          Range.pemFile(),
          "Certificates of the authorities that are believed of a Redis behind rediss://; none:"
              + " those of the JDK.");

  static final Setting<Optional<Path>> REDIS_CLIENT_CERTIFICATE_FILE =
      Setting.of(
          "redis.client-certificate-file",
          "none",
          Range.pemFile(),
          "The certificate that is shown to it.");

  static final Setting<Optional<Path>> REDIS_CLIENT_KEY_FILE =
      Setting.of(
          "redis.client-key-file",
          "none",
          Range.pemFile(),
          "The private key of that certificate, not encrypted.");

  static final Setting<String> REDIS_NAMESPACE =
      Setting.of(
          "redis.namespace",
          "rinha",
          Range.name(),
          "The beginning of all keys; services with different ones can share a Redis.");

  static final Setting<Duration> REDIS_COMMAND_TIMEOUT =
      Setting.of(
          "redis.command-timeout",
          "1s",
          Range.duration(ONE_MILLI, HOUR),
          "How long to wait for Redis before a request is answered 503.");

  static final Setting<Boolean> REDIS_REQUIRE_APPEND_ONLY_FILE =
      Setting.of(
          "redis.require-append-only-file",
          "true",
          Range.trueOrFalse(),
          "Whether payments are answered 503 while Redis has appendonly no. false: they are"
              + " accepted, and lost when Redis restarts.");

  static final Setting<Integer> STORE_PARTITIONS =
      Setting.of(
          "store.partitions",
          "1",
          Range.integer(1, Partitioner.MOST_PARTITIONS),
          "Into how many parts the store is parted, which may be on different nodes of a Redis"
              + " Cluster. Fixed when the store is made; every process must say the same.");

  static final Setting<Integer> STORE_REPLICAS =
      Setting.of(
          "store.replicas",
          "0",
          Range.integer(0, 5),
          "How many replicas of a Redis must have what was accepted, is about to be sent or is"
              + " settled before that counts; with fewer, payments are answered 503.");

  static final Setting<Long> INTAKE_MAX_UNFINISHED =
      Setting.of(
          "intake.max-unfinished",
          "auto",
          Range.autoOr(Range.wholeNumber(1, 1_000_000_000), 0L),
          "How many accepted payments may be unfinished; beyond it payments are answered 503. A"
              + " client with a token may have as many as there is room left, and is answered 429"
              + " beyond that. auto:"
              + " as many as can be finished in the maxmemory of Redis, 760 bytes each; 1000000"
              + " where it has none. A number does not go beyond that memory either.");

  static final Setting<Duration> INTAKE_RETRY_AFTER =
      Setting.of(
          "intake.retry-after",
          "1s",
          Range.duration(Duration.ofSeconds(1), HOUR),
          "The Retry-After of 503 answers, and of 429 where a client has too many payments"
              + " waiting, in whole seconds.");

  static final Setting<String> ROUTING_POLICY =
      Setting.of(
          "routing.policy",
          RoutingPolicies.CHEAPEST_IN_TIME,
          Range.oneOf(RoutingPolicies.names()),
          "The policy that chooses the processor.");

  static final Setting<PriceOfTime> ROUTING_PRICE_OF_TIME =
      Setting.of(
          "routing.price-of-time",
          "0.005",
          Range.priceOfTime(),
          "What a second costs in which an accepted payment is not executed yet, as a part of its"
              + " amount: a payment goes where fee and time together cost least. Only for"
              + " routing.policy=cheapest-in-time.");

  static final Setting<Optional<Duration>> ROUTING_PATIENCE =
      Setting.of(
          "routing.patience",
          "auto",
          Range.patience(),
          "A fixed time for which a payment waits for the cheapest processor before a dearer one is"
              + " paid, in place of the price of time; auto: the price decides.");

  static final Setting<Boolean> ROUTING_HEALTH_CHECKS =
      Setting.of(
          "routing.health-checks",
          "true",
          Range.trueOrFalse(),
          "Whether the processors are asked for their health: at most one call per 5 s and"
              + " processor by all workers together, also while they are paused.");

  static final Setting<Duration> EXECUTION_CLAIM_TIMEOUT =
      Setting.of(
          "execution.claim-timeout",
          "5s",
          Range.duration(Duration.ofSeconds(1), HOUR),
          "When payments of a worker that went silent are taken over by another.");

  static final Setting<Duration> EXECUTION_IN_DOUBT_BOUND =
      Setting.of(
          "execution.in-doubt-bound",
          "60s",
          Range.duration(Duration.ofSeconds(1), YEAR),
          "How long after the last send a request may still be on its way to a processor.");

  static final Setting<Duration> EXECUTION_MAX_AGE =
      Setting.of(
          "execution.max-age",
          "0",
          Range.duration(Duration.ZERO, YEAR),
          "The age at which an unfinished payment becomes a dead letter; 0 for never.");

  static final Setting<Duration> TRAFFIC_KEPT =
      Setting.of(
          "traffic.kept",
          "168h",
          Range.duration(Duration.ZERO, YEAR),
          "For how long is kept, by the minute, what arrived and what processors did, for"
              + " simulate --from-history: about 0.6 kB a minute in Redis; 0 keeps nothing.");

  private static final Range<Optional<Duration>> KEPT =
      Range.foreverOr(Range.duration(HOUR, YEAR.multipliedBy(30)));

  static final Setting<Optional<Duration>> RETENTION_SETTLED =
      Setting.of(
          "retention.settled",
          "forever",
          KEPT,
          "For how long settled payments are kept. Then they leave every record, ledger and"
              + " summaries too, and who repeats one is paid again: longer than any client repeats"
              + " a payment.");

  static final Setting<Optional<Duration>> RETENTION_DEAD_LETTERS =
      Setting.of(
          "retention.dead-letters",
          "forever",
          KEPT,
          "The same of dead letters since they died, and of discarded ones since then.");

  static final Setting<Optional<Duration>> RETENTION_OPERATOR_LOG =
      Setting.of(
          "retention.operator-log",
          "forever",
          KEPT,
          "For how long it is kept what operators have done.");

  static final Setting<List<String>> PROCESSOR_NAMES =
      Setting.of(
          "processors.names",
          "default,fallback",
          Range.names(),
          "The processors; each has the settings below with its name in place of {name}.");

  static final Setting<URI> PROCESSOR_URL =
      Setting.of(
              "processors.{name}.url",
              "http://payment-processor-{name}:8080",
              Range.httpUrl(),
              "Where the processor listens; what is called stands below its path.")
          .orEnv("{NAME}_PROCESSOR_URL");

  static final Setting<RequestHeaders> PROCESSOR_HEADERS =
      Setting.of(
              "processors.{name}.headers",
              "none",
              Range.headers(),
              "Headers of every request to the processor, such as one that authenticates. Only from"
                  + " the environment or a file (there \\n separates lines), and shown nowhere.")
          .notShown();

  static final Setting<RequestHeaders> PROCESSOR_HEADERS_FILE =
      Setting.of(
          "processors.{name}.headers-file",
          "none",
          Range.headersFile(),
          "A file with such headers, a line Name: value each, in place of the setting; read at the"
              + " start.");

  static final Setting<Optional<Path>> PROCESSOR_TRUST_FILE =
      Setting.of(
          "processors.{name}.trust-file",
          "none",
          Range.pemFile(),
          "Certificates of the authorities that are believed of a processor behind https; none:"
              + " those of the JDK. The name of its host is always verified.");

  static final Setting<Optional<Path>> PROCESSOR_CLIENT_CERTIFICATE_FILE =
      Setting.of(
          "processors.{name}.client-certificate-file",
          "none",
          Range.pemFile(),
          "The certificate that is shown to it, followed by those up to its authority.");

  static final Setting<Optional<Path>> PROCESSOR_CLIENT_KEY_FILE =
      Setting.of(
          "processors.{name}.client-key-file",
          "none",
          Range.pemFile(),
          "The private key of that certificate, not encrypted.");

  static final Setting<Fee> PROCESSOR_FEE =
      new Setting<>(
          "processors.{name}.fee",
          Optional.empty(),
          Optional.empty(),
          Range.fee(),
          "What the processor keeps of each payment: part of the amount + fixed part, minimum,"
              + " bands by amount. Default 0.05 for default and 0.15 for fallback.",
          false);

  static final Setting<Duration> PROCESSOR_CONNECT_TIMEOUT =
      Setting.of(
          "processors.{name}.connect-timeout",
          "1s",
          Range.duration(ONE_MILLI, HOUR),
          "How long to wait for a connection to the processor.");

  static final Setting<Duration> PROCESSOR_RESPONSE_TIMEOUT =
      Setting.of(
          "processors.{name}.response-timeout",
          "10s",
          Range.duration(ONE_MILLI, HOUR),
          "How long to wait for the processor's answer before the payment is in doubt.");

  static final Setting<Duration> PROCESSOR_LOOK_UP_LAG =
      Setting.of(
          "processors.{name}.look-up-lag",
          "10s",
          Range.duration(Duration.ZERO, HOUR),
          "How long after it executed a payment the processor may still say that it does not have"
              + " it, for instance from a replica. So long a payment waits after a failure before"
              + " it goes elsewhere, and so much longer after an unknown outcome. dev and compose/"
              + " set 0, which the challenge's processor promises.");

  static final Setting<Set<Integer>> PROCESSOR_NOT_TAKEN_STATUSES =
      Setting.of(
          "processors.{name}.not-taken-statuses",
          "429",
          Range.statuses(),
          "Answers that are given before anything happens, by the processor and by whatever stands"
              + " before it: the payment is free for another processor at once. What is wrongly"
              + " here is paid twice.");

  static final Setting<Set<Integer>> PROCESSOR_FAILED_STATUSES =
      Setting.of(
          "processors.{name}.failed-statuses",
          "none",
          Range.statuses(),
          "Answers that only the processor itself gives, when an attempt is over: the payment is"
              + " free for another one when the processor does not have it. All other failures"
              + " leave it in doubt for execution.in-doubt-bound. dev and compose/ set 500, which"
              + " the challenge's processor promises.");

  static final Setting<Integer> PROCESSOR_MAX_IN_FLIGHT =
      Setting.of(
          "processors.{name}.max-in-flight",
          "800",
          Range.integer(1, 100_000),
          "How many payments may be at the processor at once.");

  static final Setting<Integer> PROCESSOR_WEIGHT =
      Setting.of(
          "processors.{name}.weight",
          "1",
          Range.integer(0, 1_000_000),
          "The processor's share of the payments under routing.policy=weighted-split; 0 for none as"
              + " long as another one works.");

  static final Setting<Long> EVENTS_MAX_BYTES =
      Setting.of(
          "events.max-bytes",
          "16777216",
          Range.wholeNumber(65_536, 1L << 40),
          "How much memory events may take in Redis that subscribers have not got yet, and an"
              + " eighth of what Redis may use at most; beyond that the oldest go, counted.");

  static final Setting<List<String>> WEBHOOK_NAMES =
      Setting.of(
          "webhooks.names",
          "none",
          Range.namesOrNone(),
          "Who is told over HTTP what became of payments; each has the settings below with its name"
              + " in place of {name}.");

  static final Setting<URI> WEBHOOK_URL =
      new Setting<>(
          "webhooks.{name}.url",
          Optional.empty(),
          Optional.empty(),
          Range.webhookUrl(),
          "Where its events are posted to. Redirects are not followed.",
          false);

  static final Setting<WebhookSecrets> WEBHOOK_SECRETS =
      new Setting<>(
          "webhooks.{name}.secrets",
          Optional.empty(),
          Optional.empty(),
          Range.webhookSecrets(),
          "What its events are signed with, each of them, so that one can replace another. Only"
              + " from the environment or a file, and shown nowhere.",
          true);

  static final Setting<Set<OutboxEvent.Kind>> WEBHOOK_EVENTS =
      Setting.of("webhooks.{name}.events", "all", Range.eventKinds(), "Of what it is told.");

  static final Setting<Duration> WEBHOOK_CONNECT_TIMEOUT =
      Setting.of(
          "webhooks.{name}.connect-timeout",
          "2s",
          Range.duration(ONE_MILLI, HOUR),
          "How long to wait for a connection to it.");

  static final Setting<Duration> WEBHOOK_RESPONSE_TIMEOUT =
      Setting.of(
          "webhooks.{name}.response-timeout",
          "10s",
          Range.duration(ONE_MILLI, HOUR),
          "How long to wait for its answer before the event is tried again later.");

  static final Setting<Integer> WEBHOOK_MAX_IN_FLIGHT =
      Setting.of(
          "webhooks.{name}.max-in-flight",
          "16",
          Range.integer(1, 1_000),
          "How many events may be on their way to it at once.");

  static final Setting<Duration> WEBHOOK_GIVE_UP_AFTER =
      Setting.of(
          "webhooks.{name}.give-up-after",
          "72h",
          Range.duration(Duration.ofSeconds(1), YEAR),
          "The age at which an event that it does not take is given up, counted.");

  private static final Map<String, String> KNOWN_FEES =
      Map.of("default", "0.05", "fallback", "0.15");

  private static final List<Setting<?>> ONCE =
      List.of(
          CONFIG_FILE,
          MODE,
          PROFILE,
          ENVIRONMENT,
          ACCESS_OPEN,
          ACCESS_TOKENS_FILE,
          ACCESS_TOKENS,
          ACCESS_CLIENT_REQUESTS_PER_SECOND,
          ACCESS_CLIENT_MAX_CONCURRENT,
          ACCESS_OWN_TOKEN_FILE,
          SERVER_HOST,
          SERVER_ADVERTISED_HOST,
          SERVER_PORT,
          SERVER_BACKLOG,
          SERVER_MAX_CONNECTIONS,
          SERVER_MAX_CONNECTIONS_PER_ADDRESS,
          SERVER_TRUSTED_PROXIES,
          SERVER_MAX_REQUESTS_PER_ADDRESS,
          SERVER_MAX_CONCURRENT_REQUESTS,
          SERVER_MAX_WAITING_REQUESTS,
          SERVER_MAX_BODY_BYTES,
          SERVER_MAX_HEAD_BYTES,
          SERVER_REQUEST_TIMEOUT,
          SERVER_IDLE_TIMEOUT,
          SERVER_SHUTDOWN_GRACE,
          SERVER_TLS_CERTIFICATE_FILE,
          SERVER_TLS_KEY_FILE,
          SERVER_TLS_CLIENT_TRUST_FILE,
          MANAGEMENT_HOST,
          MANAGEMENT_PORT,
          MANAGEMENT_TLS_CERTIFICATE_FILE,
          MANAGEMENT_TLS_KEY_FILE,
          MANAGEMENT_TLS_CLIENT_TRUST_FILE,
          LOG_FORMAT,
          WARM_UP_REQUESTS,
          WARM_UP_TIME_LIMIT,
          WORKER_HOST,
          WORKER_PORT,
          WORKER_TRUST_FILE,
          WORKER_CLIENT_CERTIFICATE_FILE,
          WORKER_CLIENT_KEY_FILE,
          WORKER_CONNECT_TIMEOUT,
          WORKER_RESPONSE_TIMEOUT,
          REDIS_ADDRESS,
          REDIS_USERNAME,
          REDIS_PASSWORD,
          REDIS_PASSWORD_FILE,
          REDIS_TRUST_FILE,
          REDIS_CLIENT_CERTIFICATE_FILE,
          REDIS_CLIENT_KEY_FILE,
          REDIS_NAMESPACE,
          REDIS_COMMAND_TIMEOUT,
          REDIS_REQUIRE_APPEND_ONLY_FILE,
          STORE_PARTITIONS,
          STORE_REPLICAS,
          INTAKE_MAX_UNFINISHED,
          INTAKE_RETRY_AFTER,
          ROUTING_POLICY,
          ROUTING_PRICE_OF_TIME,
          ROUTING_PATIENCE,
          ROUTING_HEALTH_CHECKS,
          EXECUTION_CLAIM_TIMEOUT,
          EXECUTION_IN_DOUBT_BOUND,
          EXECUTION_MAX_AGE,
          TRAFFIC_KEPT,
          RETENTION_SETTLED,
          RETENTION_DEAD_LETTERS,
          RETENTION_OPERATOR_LOG,
          EVENTS_MAX_BYTES,
          WEBHOOK_NAMES,
          PROCESSOR_NAMES);

  private static final List<Setting<?>> PER_WEBHOOK =
      List.of(
          WEBHOOK_URL,
          WEBHOOK_SECRETS,
          WEBHOOK_EVENTS,
          WEBHOOK_CONNECT_TIMEOUT,
          WEBHOOK_RESPONSE_TIMEOUT,
          WEBHOOK_MAX_IN_FLIGHT,
          WEBHOOK_GIVE_UP_AFTER);

  private static final List<Setting<?>> PER_PROCESSOR =
      List.of(
          PROCESSOR_URL,
          PROCESSOR_HEADERS,
          PROCESSOR_HEADERS_FILE,
          PROCESSOR_TRUST_FILE,
          PROCESSOR_CLIENT_CERTIFICATE_FILE,
          PROCESSOR_CLIENT_KEY_FILE,
          PROCESSOR_FEE,
          PROCESSOR_CONNECT_TIMEOUT,
          PROCESSOR_RESPONSE_TIMEOUT,
          PROCESSOR_LOOK_UP_LAG,
          PROCESSOR_NOT_TAKEN_STATUSES,
          PROCESSOR_FAILED_STATUSES,
          PROCESSOR_MAX_IN_FLIGHT,
          PROCESSOR_WEIGHT);

  private Settings() {}

  /** All settings, those per processor and webhook with a place for the name. */
  static List<Setting<?>> all() {
    return concat(ONCE, concat(PER_PROCESSOR, PER_WEBHOOK));
  }

  /** All settings of a service with these processors and webhooks. */
  static List<Setting<?>> all(List<String> processors, List<String> webhooks) {
    List<Setting<?>> all = ONCE;
    for (String processor : processors) {
      all =
          concat(
              all, PER_PROCESSOR.stream().<Setting<?>>map(s -> ofProcessor(s, processor)).toList());
    }
    for (String webhook : webhooks) {
      all = concat(all, PER_WEBHOOK.stream().<Setting<?>>map(s -> s.of(webhook)).toList());
    }
    return all;
  }

  /** A processor's own setting, with the default that holds for it. */
  static <T> Setting<T> ofProcessor(Setting<T> setting, String processor) {
    Setting<T> own = setting.of(processor);
    return setting.key().equals(PROCESSOR_FEE.key())
        ? own.withDefault(Optional.ofNullable(KNOWN_FEES.get(processor)))
        : own;
  }

  private static List<Setting<?>> concat(
      List<Setting<?>> first, List<? extends Setting<?>> second) {
    List<Setting<?>> all = new ArrayList<>(first);
    all.addAll(second);
    return List.copyOf(all);
  }
}

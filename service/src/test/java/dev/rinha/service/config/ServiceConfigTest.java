package dev.rinha.service.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.StatusMeanings;
import dev.rinha.core.routing.PriceOfTime;
import dev.rinha.core.routing.Waiting;
import dev.rinha.core.tls.TestAuthority;
import dev.rinha.core.tls.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServiceConfigTest {

  private static ServiceConfig config(Map<String, String> flags, Map<String, String> environment) {
    return ServiceConfig.from(Configuration.load(flags, environment));
  }

  private static String complaint(Map<String, String> flags, Map<String, String> environment) {
    String complaint =
        String.valueOf(
            assertThrows(ConfigException.class, () -> config(flags, environment)).getMessage());
    assertFalse(complaint.contains("\n"), complaint);
    return complaint;
  }

  @TempDir Path directory = Path.of("");

  private Map<String, String> file(String content) throws IOException {
    Path file = Files.writeString(directory.resolve("rinha.properties"), content);
    return Map.of("RINHA_CONFIG_FILE", file.toString());
  }

  @Test
  void nothingNeedsToBeSet() {
    ServiceConfig config = config(Map.of(), Map.of());

    assertEquals(Mode.STANDALONE, config.mode());
    assertEquals(9999, config.server().port());
    assertEquals(List.of("default", "fallback"), config.processorNames());
    assertEquals(
        URI.create("http://payment-processor-default:8080"), config.processors().get(0).url());
    assertEquals(Fee.parse("0.15"), config.processors().get(1).fee());
    assertEquals(Waiting.DEFAULT, config.routing().waiting());
  }

  @Test
  void patienceReplacesThePriceOfTime() {
    assertEquals(
        new Waiting.AtMost(Duration.ofSeconds(5)),
        config(Map.of("routing.patience", "5s", "routing.price-of-time", "0.02"), Map.of())
            .routing()
            .waiting());
    assertEquals(
        new Waiting.Priced(new PriceOfTime(20_000)),
        config(Map.of("routing.price-of-time", "0.02"), Map.of()).routing().waiting());
  }

  @ParameterizedTest
  @CsvSource({
    "routing.patience, 5s, routing.policy, cheapest-only, routing.patience has no effect",
    "routing.patience, 5s, routing.policy, failover-at-once, routing.patience has no effect",
    "routing.price-of-time, 0.02, routing.policy, weighted-split, routing.price-of-time has no"
  })
  void settingWithoutEffectIsRefused(
      String key, String value, String other, String otherValue, String message) {
    ConfigException refused =
        assertThrows(
            ConfigException.class, () -> config(Map.of(key, value, other, otherValue), Map.of()));

    assertTrue(String.valueOf(refused.getMessage()).contains(message), refused::getMessage);
  }

  @Test
  void challengesVariablesAreUnderstood() {
    ServiceConfig config =
        config(
            Map.of(),
            Map.of(
                "MODE", "api",
                "PORT", "8081",
                "WORKER_HOST", "worker",
                "WORKER_PORT", "8082",
                "REDIS_ADDR", "redis:6379",
                "DEFAULT_PROCESSOR_URL", "http://localhost:8001",
                "FALLBACK_PROCESSOR_URL", "http://localhost:8002"));

    assertEquals(Mode.API, config.mode());
    assertEquals(8081, config.server().port());
    assertEquals("worker", config.worker().host());
    assertEquals(8082, config.worker().port());
    assertEquals("redis:6379", config.redis().addresses().value());
    assertEquals(URI.create("http://localhost:8001"), config.processors().get(0).url());
    assertEquals(URI.create("http://localhost:8002"), config.processors().get(1).url());
  }

  @Test
  void flagsBeatEnvironmentBeatsFileBeatsDefault() throws IOException {
    var environment =
        new HashMap<>(file("server.port=1\nserver.backlog=1\nmode=worker\nwarm-up.requests=5\n"));
    environment.putAll(
        Map.of("PORT", "2", "RINHA_SERVER_BACKLOG", "3", "RINHA_MODE", "api", "MODE", ""));

    Configuration given = Configuration.load(Map.of("server.port", "4"), environment);
    ServiceConfig config = ServiceConfig.from(given);

    assertEquals(4, config.server().port());
    assertEquals(3, config.server().backlog());
    assertEquals(Mode.API, config.mode());
    assertEquals(5, config.warmUp().requests());
    var origins = new HashMap<String, String>();
    given.effective().forEach(value -> origins.put(value.key(), value.origin()));
    assertEquals("flag", origins.get("server.port"));
    assertEquals("RINHA_SERVER_BACKLOG", origins.get("server.backlog"));
    assertTrue(String.valueOf(origins.get("warm-up.requests")).endsWith("rinha.properties"));
    assertEquals("default", origins.get("server.host"));
    assertEquals("default", origins.get("processors.fallback.fee"));
  }

  @Test
  void derivedVariableBeatsTheAlias() {
    assertEquals(
        2, config(Map.of(), Map.of("PORT", "1", "RINHA_SERVER_PORT", "2")).server().port());
  }

  @Test
  void emptyVariableCountsAsNotGiven() {
    assertEquals(9999, config(Map.of(), Map.of("PORT", " ")).server().port());
  }

  @Test
  void anyProcessorsCanBeNamed() {
    ServiceConfig config =
        config(
            Map.of("processors.names", "cheap, third-one", "processors.cheap.fee", "0.01"),
            Map.of(
                "RINHA_PROCESSORS_THIRD_ONE_FEE", "0.2",
                "THIRD_ONE_PROCESSOR_URL", "http://localhost:1",
                "RINHA_PROCESSORS_THIRD_ONE_MAX_IN_FLIGHT", "7",
                "RINHA_PROCESSORS_THIRD_ONE_WEIGHT", "3"));

    assertEquals(List.of("cheap", "third-one"), config.processorNames());
    assertEquals(7, config.processors().get(1).maxInFlight());
    assertEquals(3, config.processors().get(1).weight());
    assertEquals(1, config.processors().get(0).weight());
    assertEquals(URI.create("http://localhost:1"), config.processors().get(1).url());
    assertEquals(
        URI.create("http://payment-processor-cheap:8080"), config.processors().get(0).url());
  }

  static Stream<Arguments> badValues() {
    return Stream.of(
        arguments(
            "mode", "server", "mode is 'server' (flag), must be one of api, worker, standalone"),
        arguments(
            "server.port",
            "http",
            "server.port is 'http' (flag), must be a whole number from 0 to 65535"),
        arguments("server.port", "65536", "must be a whole number from 0 to 65535"),
        arguments("server.max-body-bytes", "1", "must be a whole number from 128 to 1048576"),
        arguments("routing.patience", "30", "such as 500ms, 30s, 5m or 1h"),
        arguments("server.trusted-proxies", "10.0.0.0/33", "must be none, or addresses such as"),
        arguments("server.trusted-proxies", "10.0.0.1/8", "must be none, or addresses such as"),
        arguments("server.trusted-proxies", "10.0.0.0/", "must be none, or addresses such as"),
        arguments("server.trusted-proxies", "nginx", "must be none, or addresses such as"),
        arguments("server.trusted-proxies", "10.0.0.1,", "must be none, or addresses such as"),
        arguments("server.max-requests-per-address", "-1", "must be a whole number from 0"),
        arguments("routing.patience", "-1s", "must be auto, or a duration"),
        arguments("routing.price-of-time", "0", "must be a fraction of the amount from 0.000001"),
        arguments("routing.price-of-time", "2%", "must be a fraction of the amount from 0.000001"),
        arguments("intake.retry-after", "0", "must be a duration from 1s to 1h"),
        arguments("redis.address", "redis", "must be host:port"),
        arguments("redis.address", ":6379", "must be host:port"),
        arguments("redis.namespace", "a b", "must be a name"),
        arguments("worker.host", "http://worker", "must be a host name or an IP address"),
        arguments("processors.names", "a,a", "must be distinct names"),
        arguments("processors.names", "a,,b", "must be distinct names"),
        arguments("processors.names", "Default", "must be distinct names"),
        arguments("processors.default.url", "localhost:8001", "must be a URL such as"),
        arguments("processors.default.url", "ftp://x", "must be a URL such as"),
        arguments("processors.default.fee", "5%", "must be a fraction from 0 to 1"),
        arguments("processors.default.fee", "1.5", "must be a fraction from 0 to 1"),
        arguments("processors.default.failed-statuses", "422", "must be none, or HTTP statuses"),
        arguments("processors.default.failed-statuses", "5xx", "must be none, or HTTP statuses"),
        arguments("processors.default.failed-statuses", "429", "leave it out of one"),
        arguments("processors.default.not-taken-statuses", "200", "must be none, or HTTP statuses"),
        arguments("execution.claim-timeout", "0", "must be a duration from 1s"),
        arguments(
            "config-file", "no-such-file.properties", "config-file is 'no-such-file.properties'"),
        arguments("server.max-body-byte", "1", "flag --server.max-body-byte is no setting"),
        arguments("port", "1", "did you mean server.port?"),
        arguments("processors.third.fee", "0.1", "is no setting"));
  }

  @ParameterizedTest(name = "{0}={1}")
  @MethodSource("badValues")
  void badValueStopsTheStartWithOneLine(String key, String value, String says) {
    String complaint = complaint(Map.of(key, value), Map.of());

    assertTrue(complaint.contains(says), complaint);
    assertTrue(complaint.contains(key), complaint);
  }

  @Test
  void unlessItIsSaidOtherwiseOnlyA429FreesAPayment() {
    ServiceConfig.Processor unknown = config(Map.of(), Map.of()).processors().getFirst();
    ServiceConfig.Processor known =
        config(
                Map.of(
                    "processors.default.not-taken-statuses", "401, 429",
                    "processors.default.failed-statuses", "500,503",
                    "processors.default.look-up-lag", "0"),
                Map.of())
            .processors()
            .getFirst();

    assertEquals(StatusMeanings.DEFAULTS, unknown.meanings());
    assertEquals(Duration.ofSeconds(10), unknown.lookUpLag());
    assertEquals(new StatusMeanings(Set.of(401, 429), Set.of(500, 503)), known.meanings());
    assertEquals(Duration.ZERO, known.lookUpLag());
  }

  @Test
  void feeOfAnUnknownProcessorMustBeSet() {
    assertTrue(
        complaint(Map.of("processors.names", "cheap"), Map.of())
            .startsWith("processors.cheap.fee is not set, must be a fraction from 0 to 1"));
  }

  @Test
  void badVariableIsNamed() {
    assertEquals(
        "server.port is 'x' (PORT), must be a whole number from 0 to 65535",
        complaint(Map.of(), Map.of("PORT", "x")));
  }

  @Test
  void headersComeFromTheEnvironmentOrAFile() throws IOException {
    ServiceConfig ofVariable =
        config(
            Map.of(),
            Map.of("RINHA_PROCESSORS_DEFAULT_HEADERS", "Authorization: Bearer a:b\nX-Tenant: 7"));
    ServiceConfig ofFile =
        config(
            Map.of(), file("processors.default.headers=Authorization: Bearer a:b\\nX-Tenant: 7"));

    for (ServiceConfig config : List.of(ofVariable, ofFile)) {
      ServiceConfig.Processor processor = config.processors().getFirst();
      assertEquals(
          Map.of("Authorization", "Bearer a:b", "X-Tenant", "7"), processor.headers().values());
      assertFalse(config.toString().contains("Bearer"), config::toString);
      assertEquals(Map.of(), config.processors().get(1).headers().values());
    }
  }

  /** A secret may have any characters. */
  @Test
  void fileIsTakenWordForWord() throws IOException {
    ServiceConfig config =
        config(Map.of(), file("mode=worker\nprocessors.default.headers=X-Key: $a${mode}#b=c\n"));

    assertEquals(
        Map.of("X-Key", "$a${mode}#b=c"), config.processors().getFirst().headers().values());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3cret",
        ": s3cret",
        "X-Key:",
        "X Y: s3cret",
        "Host: s3cret",
        "X-Key: s3cr\u00e9t"
      })
  void badHeaderStopsTheStartAndIsNotShown(String headers) {
    String complaint = complaint(Map.of(), Map.of("RINHA_PROCESSORS_DEFAULT_HEADERS", headers));

    assertFalse(complaint.contains("s3cr"), complaint);
    assertTrue(complaint.startsWith("processors.default.headers is '(not shown)'"), complaint);
    assertTrue(complaint.contains("must be none, or a line Name: value"), complaint);
  }

  @Test
  void secretIsNotTakenFromAFlag() {
    String complaint = complaint(Map.of("processors.default.headers", "X-Key: s3cret"), Map.of());

    assertFalse(complaint.contains("s3cret"), complaint);
    assertTrue(complaint.contains("set RINHA_PROCESSORS_DEFAULT_HEADERS"), complaint);
  }

  @Test
  void passwordOfRedisComesFromTheEnvironmentOrAFile() throws IOException {
    Path file = Files.writeString(directory.resolve("password"), "MARKED-SECRET\n");
    for (Map<String, String> environment :
        List.of(
            Map.of("RINHA_REDIS_PASSWORD", "MARKED-SECRET"),
            Map.of("REDIS_PASSWORD_FILE", file.toString()),
            file("redis.password=MARKED-SECRET\n"))) {
      ServiceConfig config = config(Map.of(), environment);

      assertEquals("MARKED-SECRET", config.redis().password().value());
      assertFalse(config.toString().contains("MARKED"), config::toString);
      assertShowsNoSecret(environment);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis://u:MARKED-SECRET@h:1", "rediss://u:MARKED-SECRET@h,b:2"})
  void addressWithAPasswordIsShownWithoutIt(String address) {
    ServiceConfig config = config(Map.of(), Map.of("REDIS_ADDR", address));

    assertEquals(address, config.redis().addresses().value());
    assertFalse(config.toString().contains("MARKED"), config::toString);
    assertShowsNoSecret(Map.of("REDIS_ADDR", address));
    String complaint = complaint(Map.of("redis.address", address), Map.of());
    assertTrue(complaint.contains("would show a secret"), complaint);
    assertFalse(complaint.contains("MARKED"), complaint);
  }

  @ParameterizedTest
  @CsvSource({
    "REDIS_ADDR, u:MARKED-SECRET@h:1, redis.address is '(not shown)@h:1' (REDIS_ADDR)",
    "REDIS_ADDR, 'redis://u:MARKED@SECRET@h,', redis.address is 'redis://(not shown)@h",
    "DEFAULT_PROCESSOR_URL, http://u:MARKED-SECRET@h:1, is 'http://(not shown)@h:1'",
    "RINHA_REDIS_PASSWORD, MARKED SECRET, redis.password is '(not shown)'",
    "REDIS_PASSWORD_FILE, nowhere, 'redis.password-file is ''nowhere'' (REDIS_PASSWORD_FILE), must"
        + " be none, or a readable file'",
    "RINHA_REDIS_TRUST_FILE, nowhere, must be none, or a readable PEM file",
    "RINHA_REDIS_TRUST_FILE, pom.xml, 'pom.xml'' is no PEM file with certificates'",
    "RINHA_REDIS_CLIENT_KEY_FILE, pom.xml, give both files or none"
  })
  void wrongSecretIsOneLineThatDoesNotShowIt(String variable, String value, String line) {
    String complaint = complaint(Map.of(), Map.of(variable, value));

    assertTrue(complaint.contains(line), complaint);
    assertFalse(complaint.contains("MARKED"), complaint);
    assertEquals(1, complaint.lines().count());
  }

  @Test
  void headersComeFromAFileOfTheirOwn() throws IOException {
    Path file = Files.writeString(directory.resolve("headers"), "Authorization: MARKED-SECRET\n");
    Map<String, String> given = Map.of("RINHA_PROCESSORS_DEFAULT_HEADERS_FILE", file.toString());
    ServiceConfig config = config(Map.of(), given);

    assertEquals(
        Map.of("Authorization", "MARKED-SECRET"),
        config.processors().getFirst().headers().values());
    assertFalse(config.toString().contains("MARKED"), config::toString);
    String complaint =
        complaint(
            Map.of(),
            Map.of(
                "RINHA_PROCESSORS_DEFAULT_HEADERS_FILE",
                file.toString(),
                "RINHA_PROCESSORS_DEFAULT_HEADERS",
                "X-Key: MARKED"));
    assertTrue(complaint.contains("leave out one of them"), complaint);
    Files.writeString(file, "MARKED-SECRET");
    String unreadable = complaint(Map.of(), given);
    assertTrue(unreadable.contains("must be none, or a readable file with a line"), unreadable);
    assertFalse(unreadable.contains("MARKED"), unreadable);
  }

  @Test
  void certificatesOfAProcessorWithoutTlsAreRefused() throws IOException {
    Path trust = new TestAuthority(directory).trust();
    Map<String, String> given = Map.of("RINHA_PROCESSORS_DEFAULT_TRUST_FILE", trust.toString());

    assertTrue(complaint(Map.of(), given).contains("begin it with https://"));
    assertEquals(
        TlsFiles.NONE.withTrust(trust),
        config(Map.of("processors.default.url", "https://h"), given).processors().getFirst().tls());
  }

  @Test
  void passwordIsGivenOnce() throws IOException {
    Path file = Files.writeString(directory.resolve("password"), "MARKED-SECRET\n");

    assertTrue(
        complaint(
                Map.of(),
                Map.of("RINHA_REDIS_PASSWORD", "x", "REDIS_PASSWORD_FILE", file.toString()))
            .contains("leave out one of them"));
  }

  private static void assertShowsNoSecret(Map<String, String> environment) {
    String shown = Configuration.load(Map.of(), environment).effective().toString();
    assertTrue(shown.contains("(not shown)") || shown.contains("password-file"), shown);
    assertFalse(shown.contains("MARKED"), shown);
  }

  @Test
  void urlOfAProcessorMayHaveAPath() {
    var url = "http://localhost:8001/shop/processor-a";

    assertEquals(
        URI.create(url),
        config(Map.of(), Map.of("DEFAULT_PROCESSOR_URL", url)).processors().getFirst().url());
    for (String bad : List.of("http://me:pw@h", "http://h/a%20b", "http://h//a")) {
      assertTrue(
          complaint(Map.of(), Map.of("DEFAULT_PROCESSOR_URL", bad)).contains("must be a URL"));
    }
  }

  @Test
  void unknownKeyInTheFileStopsTheStart() throws IOException {
    String complaint = complaint(Map.of(), file("server.maxBodyBytes=1\n"));

    assertTrue(complaint.contains("server.maxBodyBytes is no setting"), complaint);
    assertTrue(complaint.contains("did you mean server.max-body-bytes?"), complaint);
  }

  @Test
  void misspeltVariableIsReported() {
    Configuration given =
        Configuration.load(
            Map.of(), Map.of("RINHA_SERVER_PROT", "1", "RINHA_SERVER_PORT", "1", "HOME", "x"));

    assertEquals(List.of("RINHA_SERVER_PROT"), given.unknownVariables());
  }

  @Test
  void optionsOfTheJvmAreNoMisspeltSetting() {
    var given = Configuration.load(Map.of(), Map.of("RINHA_JAVA_OPTS", "-Xmx100m"));

    assertEquals(List.of(), given.unknownVariables());
  }

  @Test
  void referenceIsUpToDate() throws IOException {
    Path reference = Path.of("..", "docs", "configuration.md");
    if (Boolean.getBoolean("rinha.docs.update")) {
      Files.createDirectories(reference.getParent());
      Files.writeString(reference, ConfigurationReference.markdown());
    }
    assertEquals(
        ConfigurationReference.markdown(),
        Files.readString(reference),
        "run: mvn -q -pl service -am test -Dtest=ServiceConfigTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Drinha.docs.update=true");
  }
}

package dev.rinha.core.store.redis;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.faults.Poll;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.tls.TestAuthority;
import dev.rinha.core.tls.TlsFiles;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** User, password and TLS, with real servers. */
final class RedisAccessTest {

  private static final String EDITIONS = "dev.rinha.core.store.redis.TestRedis$Edition#available";
  private static final String SECRET = "MARKED-SECRET@/?#,%:x";
  private static final String ENCODED = "MARKED-SECRET%40%2F%3F%23%2C%25%3Ax";

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource({
    "localhost:1, localhost:1, '', '', false",
    "redis, redis, '', '', false",
    "redis://h, redis://h, '', '', false",
    "rediss://h:6380, rediss://h:6380, '', '', true",
    "rediss://u:p@h:6380, rediss://h:6380, u, p, true",
    "redis://:p@h/3, redis://h/3, '', p, false",
    "redis://p@[::1]:7, redis://[::1]:7, '', p, false",
    "'rediss://u:p@a:1,b:2', 'rediss://a:1,b:2', u, p, true",
    "'rediss://u:p@a:1,rediss://u:p@b:2', 'rediss://a:1,rediss://b:2', u, p, true",
  })
  void addressIsTakenApart(
      String given, String address, String user, String password, boolean secure) {
    RedisSettings settings = RedisSettings.at(given);

    assertEquals(address, settings.address());
    assertEquals(user, settings.access().username());
    assertEquals(password, settings.access().password());
    settings
        .uris()
        .forEach(
            uri -> {
              assertEquals(secure, uri.isSsl());
              assertEquals(
                  password.isEmpty(),
                  !requireNonNull(uri.getCredentialsProvider().resolveCredentials().block())
                      .hasPassword());
            });
  }

  @Test
  void charactersOfAPasswordThatMeanSomethingInAddressesAreEncoded() {
    assertEquals(SECRET, RedisSettings.at("redis://u:" + ENCODED + "@h").access().password());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "u:MARKED-SECRET@host:6379",
        "redis://u:MARKED-SECRET@host:port",
        "redis://u:MARKED-SECRET@a@host:1",
        "redis://u:MARKED-SECRET/a@host:1",
        "redis://u:MARKED-SECRET%zz@host:1",
        "redis://:MARKED-SECRET",
        "redis://u:@h,redis://u:MARKED-SECRET@h",
        "redis://u:MARKED-SECRET@a,redis://u:other@b",
        "redis://u:MARKED-SECRET@a,rediss://b",
        "http://u:MARKED-SECRET@a",
      })
  void addressThatCannotBeReadIsOneLineWithoutItsPassword(String address) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> RedisSettings.at(address));

    String all = everything(refused);
    assertFalse(all.contains("MARKED"), all);
    assertEquals(1, String.valueOf(refused.getMessage()).lines().count());
  }

  @Test
  void settingsShowNoPassword() {
    RedisSettings settings = RedisSettings.at("redis://u:" + ENCODED + "@h");

    assertFalse(settings.toString().contains("MARKED"), settings::toString);
    assertThrows(
        IllegalArgumentException.class,
        () -> settings.withAccess(new RedisAccess("u", "", TlsFiles.NONE)));
    IllegalArgumentException noTls =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                settings.withAccess(
                    new RedisAccess("", "", TlsFiles.NONE.withTrust(Path.of("x")))));
    assertTrue(String.valueOf(noTls.getMessage()).contains("rediss://"), noTls::getMessage);
  }

  @ParameterizedTest
  @MethodSource(EDITIONS)
  void userAndPasswordOpenTheStoreAndOthersAreToldWhatIsMissing(TestRedis.Edition edition) {
    try (TestRedis redis = TestRedis.start(edition)) {
      with(
          redis,
          commands -> {
            commands.aclSetuser(
                "shop", AclSetuserArgs.Builder.on().addPassword(SECRET).allKeys().allCommands());
            commands.configSet("requirepass", "MARKED-DEFAULT");
          });
      String at = "@" + redis.address();

      assertWorks(RedisSettings.at("redis://shop:" + ENCODED + at));
      assertWorks(RedisSettings.at("redis://:MARKED-DEFAULT" + at));
      assertWorks(
          RedisSettings.at(redis.address())
              .withAccess(new RedisAccess("shop", SECRET, TlsFiles.NONE)));
      assertRefused(RedisSettings.at("redis://shop:MARKED-WRONG" + at), "does not accept the user");
      assertRefused(RedisSettings.at("redis://nobody:" + ENCODED + at), "does not accept the user");
      assertRefused(RedisSettings.at(redis.address()), "wants a password");
    }
  }

  @ParameterizedTest
  @MethodSource(EDITIONS)
  void encryptedConnectionIsMadeWhereTheCertificateIsBelieved(TestRedis.Edition edition)
      throws IOException {
    TestAuthority authority = new TestAuthority(folder);
    TestAuthority stranger = new TestAuthority(folder.resolve("stranger"));
    TestAuthority.Pair client = authority.give("dns:client");
    TlsFiles believing = TlsFiles.NONE.withTrust(authority.trust());
    TlsFiles shown = believing.withCertificate(client.certificate(), client.key());
    int port = freePort();
    try (TestRedis _ = tls(edition, authority, authority.give(TestAuthority.HERE), port)) {
      RedisSettings there = RedisSettings.at("rediss://127.0.0.1:" + port);

      assertWorks(with(there, shown));
      assertRefused(with(there, TlsFiles.NONE.withTrust(stranger.trust())), "is not reachable");
      assertRefused(with(there, TlsFiles.NONE), "is not reachable");
      assertRefused(with(there, believing), "");
    }
    int other = freePort();
    try (TestRedis _ = tls(edition, authority, authority.give("dns:elsewhere"), other)) {
      assertRefused(with(RedisSettings.at("rediss://127.0.0.1:" + other), shown), "127.0.0.1");
    }
    int late = freePort();
    try (TestRedis _ = tls(edition, authority, authority.giveExpired(TestAuthority.HERE), late)) {
      assertRefused(with(RedisSettings.at("rediss://127.0.0.1:" + late), shown), "NotAfter");
    }
  }

  /** What a cluster tells of its nodes has neither user nor TLS. */
  @ParameterizedTest
  @MethodSource(EDITIONS)
  void allNodesOfAClusterAreSpokenToAsTheSameUserAndEncrypted(TestRedis.Edition edition)
      throws IOException {
    TestAuthority authority = new TestAuthority(folder);
    TestAuthority.Pair server = authority.give(TestAuthority.HERE);
    List<TestRedis> nodes = new ArrayList<>();
    int[] ports = {freePort(), freePort(), freePort()};
    try {
      for (int port : ports) {
        nodes.add(
            tls(
                edition,
                authority,
                server,
                port,
                "--cluster-enabled",
                "yes",
                "--tls-cluster",
                "yes"));
      }
      for (int i = 0; i < ports.length; i++) {
        join(nodes, ports, i);
      }
      for (TestRedis node : nodes) {
        Poll.until("the cluster works", () -> isWell(node));
        with(node, commands -> commands.configSet("requirepass", SECRET));
      }
      RedisSettings there =
          RedisSettings.at("rediss://:" + ENCODED + "@127.0.0.1:" + ports[0]).withPartitions(16);
      TlsFiles files =
          TlsFiles.NONE
              .withTrust(authority.trust())
              .withCertificate(server.certificate(), server.key());

      assertWorks(with(there, files));
    } finally {
      nodes.forEach(TestRedis::close);
    }
  }

  private static void join(List<TestRedis> nodes, int[] ports, int i) {
    int count = ports.length;
    with(
        nodes.get(i),
        commands -> {
          int from = SlotHash.SLOT_COUNT * i / count;
          int to = SlotHash.SLOT_COUNT * (i + 1) / count;
          commands.clusterAddSlots(IntStream.range(from, to).toArray());
          commands.clusterMeet("127.0.0.1", ports[0]);
        });
  }

  private static boolean isWell(TestRedis node) {
    boolean[] well = new boolean[1];
    with(node, commands -> well[0] = commands.clusterInfo().contains("cluster_state:ok"));
    return well[0];
  }

  private static TestRedis tls(
      TestRedis.Edition edition,
      TestAuthority authority,
      TestAuthority.Pair own,
      int port,
      String... more) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--tls-port",
                Integer.toString(port),
                "--tls-cert-file",
                own.certificate().toString(),
                "--tls-key-file",
                own.key().toString(),
                "--tls-ca-cert-file",
                authority.trust().toString()));
    options.addAll(List.of(more));
    return TestRedis.start(edition, options.toArray(String[]::new));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static RedisSettings with(RedisSettings settings, TlsFiles files) {
    RedisAccess own = settings.access();
    return settings
        .withAccess(new RedisAccess(own.username(), own.password(), files))
        .withConnectTimeout(Duration.ofSeconds(10));
  }

  private static void assertWorks(RedisSettings settings) {
    try (RedisStore store = RedisStore.open(settings)) {
      for (int i = 0; i < 32; i++) {
        Payment payment = new Payment(UUID.randomUUID(), new Money(1990), 1_752_600_000_000L);
        assertInstanceOf(Acceptance.Accepted.class, store.intake().accept(payment));
      }
    }
  }

  private static void assertRefused(RedisSettings settings, String why) {
    try (RedisStore store = RedisStore.open(settings)) {
      StoreException refused = assertThrows(StoreException.class, () -> store.ledger().census());
      String all = everything(refused);
      assertTrue(String.valueOf(refused.getMessage()).contains(why), all);
      assertFalse(all.contains("MARKED"), all);
    }
  }

  private static String everything(Throwable failure) {
    StringWriter all = new StringWriter();
    failure.printStackTrace(new PrintWriter(all));
    return all.toString();
  }

  private static void with(TestRedis redis, Consumer<RedisCommands<String, String>> action) {
    try (RedisClient client = RedisClient.create("redis://" + redis.address());
        StatefulRedisConnection<String, String> connection = client.connect()) {
      action.accept(connection.sync());
    }
  }
}

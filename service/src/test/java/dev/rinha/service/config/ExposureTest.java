package dev.rinha.service.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExposureTest {

  private static final String TOKEN =
      Tokens.line(new Tokens.Holder("alice", AccessRole.OPERATOR), "token");

  private static ServiceConfig config(String... flags) {
    return config(Map.of(), flags);
  }

  private static ServiceConfig config(Map<String, String> environment, String... flags) {
    Map<String, String> all = new HashMap<>();
    for (int i = 0; i < flags.length; i += 2) {
      all.put(flags[i], flags[i + 1]);
    }
    return ServiceConfig.from(Configuration.load(all, environment));
  }

  @Test
  void standardIsTheDefaultAndClosedOnLoopback() {
    ServiceConfig standard = config();

    assertEquals(Profile.STANDARD, standard.access().profile());
    assertEquals("127.0.0.1", standard.server().host());
    assertEquals("", standard.environment());
    assertEquals(Set.of(), standard.access().open());
    assertDoesNotThrow(() -> Exposure.requireDecided(standard));
    assertTrue(Exposure.remark(standard).orElse("").startsWith("nobody has a token, so only"));
  }

  @Test
  void challengeIsOpenEverywhereAndSaysSo() {
    ServiceConfig challenge = config("profile", "challenge");

    assertEquals("0.0.0.0", challenge.server().host());
    assertEquals("challenge", challenge.environment());
    assertTrue(challenge.access().isOpen());
    assertDoesNotThrow(() -> Exposure.requireDecided(challenge));
    assertEquals(
        Optional.of(
            "open without a token for whoever reaches 0.0.0.0: everything, purge included"
                + " (profile=challenge)"),
        Exposure.remark(challenge));
  }

  @Test
  void whatSomebodySaysWinsOverTheProfile() {
    ServiceConfig challenge =
        config(
            Map.of("RINHA_SERVER_HOST", "127.0.0.2"),
            "profile",
            "challenge",
            "environment",
            "staging");

    assertEquals("127.0.0.2", challenge.server().host());
    assertEquals("staging", challenge.environment());
  }

  @ParameterizedTest
  @ValueSource(strings = {"server.host", "management.host"})
  void whatOthersReachAndNobodyHasDecidedAboutDoesNotStart(String key) {
    ServiceConfig reached = config(key, "0.0.0.0");

    String refused =
        String.valueOf(
            assertThrows(ConfigException.class, () -> Exposure.requireDecided(reached))
                .getMessage());

    assertTrue(refused.startsWith(key + " is 0.0.0.0, where others reach it"), refused);
    assertTrue(refused.contains("access.open=all"), refused);
    assertDoesNotThrow(
        () ->
            Exposure.requireDecided(config(Map.of("RINHA_ACCESS_TOKENS", TOKEN), key, "0.0.0.0")));
    assertDoesNotThrow(() -> Exposure.requireDecided(config(key, "0.0.0.0", "access.open", "all")));
  }

  @Test
  void tokensThatNobodyIsAskedForAreRefused() {
    String refused =
        String.valueOf(
            assertThrows(
                    ConfigException.class,
                    () -> config(Map.of("RINHA_ACCESS_TOKENS", TOKEN), "profile", "challenge"))
                .getMessage());

    assertTrue(refused.startsWith("there are tokens, and nobody is asked for one"), refused);
    assertDoesNotThrow(
        () ->
            config(
                Map.of("RINHA_ACCESS_TOKENS", TOKEN),
                "profile",
                "challenge",
                "access.open",
                "client,reader"));
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, true", "127.0.0.1, true", "127.8.9.1, true", "::1, true",
    "127.example.com, false", "0.0.0.0, false", "::, false", "10.0.0.1, false"
  })
  void loopbackIsKnownByItsNamesAndNumbers(String host, boolean loopback) {
    assertEquals(loopback, Address.isLoopback(host));
  }
}

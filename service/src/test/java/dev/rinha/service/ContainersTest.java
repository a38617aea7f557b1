package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What each container of {@code compose/} may, as it stands there; {@code smoke} looks into some.
 */
final class ContainersTest {

  private static final Path FOLDER = Path.of("..", "compose");
  private static final String PUBLIC = "9999:9999";

  static Stream<String> files() throws IOException {
    try (Stream<Path> all = Files.list(FOLDER)) {
      return all
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".yml"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void nobodyWritesOrGainsPrivileges(String file) throws IOException {
    Map<String, Map<String, Object>> services = services(file);
    assertFalse(services.isEmpty());
    services.forEach(
        (name, service) -> {
          if (service.containsKey("image")) {
            assertEquals(true, service.get("read_only"), name + ": read_only");
            assertEquals(List.of("ALL"), service.get("cap_drop"), name + ": cap_drop");
            assertEquals(
                List.of("no-new-privileges"), service.get("security_opt"), name + ": security_opt");
          } else { // Laid over the service of another file.
            assertFalse(service.containsKey("read_only"), name + ": read_only");
            assertFalse(service.containsKey("security_opt"), name + ": security_opt");
          }
          assertFalse(service.containsKey("cap_add"), name + ": cap_add");
          assertFalse(service.containsKey("privileged"), name + ": privileged");
        });
  }

  @ParameterizedTest
  @MethodSource("files")
  void othersReachThePortOfTheChallengeAndNothingElse(String file) throws IOException {
    services(file)
        .forEach(
            (name, service) -> {
              if (service.get("ports") instanceof List<?> ports) {
                ports.stream()
                    .map(String::valueOf)
                    .filter(port -> !port.equals(PUBLIC))
                    .forEach(port -> assertTrue(port.startsWith("127.0.0.1:"), name + " " + port));
              }
            });
  }

  /** By name, each with what it extends. */
  private static Map<String, Map<String, Object>> services(String file) throws IOException {
    Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    Map<String, Object> document = map(yaml.load(Files.readString(FOLDER.resolve(file))));
    Map<String, Map<String, Object>> services = new TreeMap<>();
    for (Map.Entry<String, Object> entry : map(document.get("services")).entrySet()) {
      Map<String, Object> service = new HashMap<>();
      Map<String, Object> own = map(entry.getValue());
      if (own.containsKey("extends")) {
        Map<String, Object> other = map(own.get("extends"));
        service.putAll(map(services(String.valueOf(other.get("file"))).get(other.get("service"))));
      }
      service.putAll(own);
      services.put(entry.getKey(), service);
    }
    return services;
  }

  private static Map<String, Object> map(@Nullable Object value) {
    Map<String, Object> map = new HashMap<>();
    if (value instanceof Map<?, ?> entries) {
      entries.forEach((key, one) -> map.put(String.valueOf(key), one));
    }
    return map;
  }
}

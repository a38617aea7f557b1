package dev.rinha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How each Redis that comes with this project keeps its promises, as it stands where it is set. */
final class ShippedRedisTest {

  private static final Pattern WORD = Pattern.compile("[\\s\"-]+");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../compose/docker-compose.yml",
        "../compose/five-apis.yml",
        "../compose/secure.yml",
        "../compose/cluster.yml",
        "src/main/java/dev/rinha/cli/dev/BundledRedis.java"
      })
  void everyRedisWritesItsFileEachSecondAndEvictsNothing(String file) throws IOException {
    String words = WORD.matcher(Files.readString(Path.of(file))).replaceAll(" ");

    assertEquals(1, words.split(" appendonly yes ", -1).length - 1, "appendonly yes");
    assertEquals(1, words.split(" appendfsync everysec ", -1).length - 1, "appendfsync everysec");
    assertEquals(1, words.split(" policy noeviction ", -1).length - 1, "noeviction");
    assertEquals(1, words.split(" appendonly ", -1).length - 1, "appendonly");
    assertEquals(1, words.split(" appendfsync ", -1).length - 1, "appendfsync");
  }

  /** The nodes of dev's cluster are that Redis, and nothing is said to them after their start. */
  @Test
  void clusterOfDevIsOfTheSameRedis() throws IOException {
    String text = Files.readString(Path.of("src/main/java/dev/rinha/cli/dev/BundledCluster.java"));

    assertTrue(text.contains("BundledRedis.startNode("));
    assertFalse(text.contains("ProcessBuilder"));
    assertFalse(text.contains("configSet"));
  }
}

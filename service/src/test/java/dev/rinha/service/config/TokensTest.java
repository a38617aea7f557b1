package dev.rinha.service.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.service.config.Tokens.Holder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokensTest {

  private static final Holder SHOP = new Holder("shop", AccessRole.CLIENT);
  private static final Holder ALICE = new Holder("alice", AccessRole.OPERATOR);

  @TempDir Path directory = Path.of("");

  private static String complaint(String text) {
    return String.valueOf(
        assertThrows(ConfigException.class, () -> Tokens.parse(text, "here")).getMessage());
  }

  @Test
  void holderOfATokenIsFoundByItsHash() {
    Tokens tokens =
        Tokens.parse(
            "# who\n\n" + Tokens.line(SHOP, "s3cret") + "\n  " + Tokens.line(ALICE, "other"), "x");

    assertEquals(Optional.of(SHOP), tokens.holder("s3cret"));
    assertEquals(Optional.of(ALICE), tokens.holder("other"));
    assertEquals(Optional.empty(), tokens.holder("s3cre"));
    assertEquals(Optional.empty(), tokens.holder(""));
    assertEquals(Optional.empty(), tokens.holder("x".repeat(Tokens.MOST_CHARACTERS + 1)));
    assertFalse(Tokens.line(SHOP, "s3cret").contains("s3cret"));
    assertEquals("2 tokens", tokens.toString());
  }

  @Test
  void newTokenMayStandBesideTheOneThatItReplaces() {
    Tokens tokens = Tokens.parse(Tokens.line(SHOP, "old") + "," + Tokens.line(SHOP, "new"), "x");

    assertEquals(Optional.of(SHOP), tokens.holder("old"));
    assertEquals(Optional.of(SHOP), tokens.holder("new"));
    assertEquals(List.of("shop"), tokens.names(AccessRole.CLIENT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shop client s3cret",
        "shop client sha256:s3cret",
        "shop s3cret sha256:0000000000000000000000000000000000000000000000000000000000000000",
        "S3cret client sha256:0000000000000000000000000000000000000000000000000000000000000000",
        "s3cret"
      })
  void lineThatIsNoneIsNamedAndNotShown(String line) {
    String complaint = complaint("# tokens\n" + line);

    assertEquals(
        "here, line 2 must be NAME ROLE sha256:HEX with 64 digits, ROLE one of client, reader,"
            + " operator; 'rinha-cli token new' makes one",
        complaint);
  }

  @Test
  void contradictionsAreRefused() {
    assertTrue(
        complaint(
                Tokens.line(SHOP, "a")
                    + "\n"
                    + Tokens.line(new Holder("shop", AccessRole.READER), "b"))
            .contains("has the name shop in two roles"));
    assertTrue(
        complaint(Tokens.line(SHOP, "a") + "\n" + Tokens.line(ALICE, "a"))
            .contains("has one token twice, as shop and as alice"));
    assertTrue(
        complaint(
                IntStream.rangeClosed(0, Tokens.MOST)
                    .mapToObj(i -> Tokens.line(SHOP, "t" + i))
                    .collect(Collectors.joining("\n")))
            .contains("has 257 tokens, must be at most 256"));
  }

  @Test
  void fileThatCannotBeReadIsOneClearLine() throws IOException {
    Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, 0});
    Path large = Files.writeString(directory.resolve("large"), "#".repeat(65_537));

    for (Path file : List.of(binary, large, directory.resolve("missing"), directory)) {
      String complaint =
          String.valueOf(
              assertThrows(ConfigException.class, () -> Tokens.read(file.toString())).getMessage());
      assertTrue(complaint.startsWith("access.tokens-file '" + file + "' "), complaint);
      assertFalse(complaint.contains("\n"), complaint);
    }
  }

  @Test
  void newTokensAreLongAndDiffer() {
    assertTrue(Tokens.random().length() >= 49, "256 bits");
    assertNotEquals(Tokens.random(), Tokens.random());
  }
}

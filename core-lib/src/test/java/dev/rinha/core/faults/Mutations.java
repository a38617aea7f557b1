package dev.rinha.core.faults;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Makes wrong inputs of right ones, for tests that whatever comes is either taken or refused as it
 * is documented. {@code -Dfuzz.cases=…} makes more of them, {@code -Dfuzz.seed=…} repeats a run.
 */
public final class Mutations {

  private static final int CASES = Integer.getInteger("fuzz.cases", 2_000);
  private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
  private static final int MOST_CHANGES = 6;
  private static final int LONG = 70_000;

  /** What readers are known to stumble over. */
  private static final List<String> PIECES =
      List.of(
          "\0",
          "\r",
          "\n",
          "\r\n",
          "\r\n\r\n",
          " ",
          "\t",
          ":",
          ";",
          ",",
          "=",
          "\"",
          "\\",
          "\\u00",
          "{",
          "}",
          "[",
          "]",
          "-",
          "+",
          "0",
          "00",
          "1e999999999",
          "1e-999999999",
          "NaN",
          "null",
          "9223372036854775808",
          "-1",
          "0x10",
          "\u00a0",
          "\u202e",
          "\ufeff",
          "\ud83d\ude00",
          "%00",
          "%2e%2e/",
          "../",
          "${x}",
          "Transfer-Encoding: chunked\r\n",
          "Content-Length: 9\r\n");

  private Mutations() {}

  /**
   * Hands out mutations of these samples, each case one.
   *
   * @throws AssertionError if it does not get on with one; names the seed and the case
   */
  public static void of(List<byte[]> samples, Consumer<byte[]> use) {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < CASES; i++) {
      byte[] mutated = mutated(random, samples);
      try {
        use.accept(mutated);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + SEED + ", case " + i + ": " + printable(mutated), e);
      }
    }
  }

  /** The same of texts; what is no text any more is made one. */
  public static void ofTexts(List<String> samples, Consumer<String> use) {
    of(
        samples.stream().map(sample -> sample.getBytes(StandardCharsets.UTF_8)).toList(),
        bytes -> use.accept(new String(bytes, StandardCharsets.UTF_8)));
  }

  private static String printable(byte[] bytes) {
    return new String(
            Arrays.copyOf(bytes, Math.min(bytes.length, 2_000)), StandardCharsets.ISO_8859_1)
        .replaceAll("[^ -~]", "?");
  }

  private static byte[] mutated(SplittableRandom random, List<byte[]> samples) {
    byte[] bytes = samples.get(random.nextInt(samples.size()));
    for (int i = random.nextInt(MOST_CHANGES + 1); i > 0; i--) {
      bytes = changed(random, bytes, samples);
    }
    return bytes;
  }

  private static byte[] changed(SplittableRandom random, byte[] bytes, List<byte[]> samples) {
    int at = random.nextInt(bytes.length + 1);
    int length = Math.min(bytes.length - at, 1 + random.nextInt(8));
    byte[] piece =
        switch (random.nextInt(8)) {
          case 0 -> new byte[0];
          case 1 -> new byte[] {(byte) random.nextInt(256)};
          case 2 -> Arrays.copyOfRange(bytes, at, at + length);
          case 3 -> {
            byte[] other = samples.get(random.nextInt(samples.size()));
            yield Arrays.copyOfRange(other, Math.min(other.length, at), other.length);
          }
          case 4 ->
              random.nextInt(20) == 0
                  ? "9".repeat(LONG).getBytes(StandardCharsets.US_ASCII)
                  : new byte[] {'9'};
          default -> PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8);
        };
    return random.nextBoolean()
        ? replaced(bytes, at, 0, piece)
        : replaced(bytes, at, random.nextInt(10) == 0 ? bytes.length - at : length, piece);
  }

  private static byte[] replaced(byte[] bytes, int at, int length, byte[] piece) {
    byte[] changed = new byte[bytes.length - length + piece.length];
    System.arraycopy(bytes, 0, changed, 0, at);
    System.arraycopy(piece, 0, changed, at, piece.length);
    System.arraycopy(bytes, at + length, changed, at + piece.length, bytes.length - at - length);
    return changed;
  }
}

package dev.rinha.service.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Holds our JSON reader against Jackson on texts that are nearly right. */
final class JsonCursorTest {

  private static final int TEXTS = 50_000;

  private static final String SEED_PROPERTY = "rinha.seed";

  private static final JsonFactory JACKSON =
      JsonFactory.builder().disable(StreamReadFeature.AUTO_CLOSE_SOURCE).build();

  private static final String[] PIECES = {
    "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u00e9", "\\n", "a", "\"a\"", "\"b\":", "0", "1",
    "-", "+", ".", "e", "E", "1.5", "1e5", "true", "false", "null", " ", "\n", "\t", "é", "😀",
    "tru", "NaN", "\u0001"
  };

  @Test
  void agreesWithAGeneralParserOnWhatIsJson() {
    long seed = Long.getLong(SEED_PROPERTY, 20250715);
    SplittableRandom random = new SplittableRandom(seed);
    int valid = 0;
    for (int i = 0; i < TEXTS; i++) {
      String text =
          "{"
              + mutated(random, "\"a\":1.5e3,\"b\":[true,null,{\"c\":\"x\\u0041\"}],\"d\":{}")
              + "}";
      boolean expected = jacksonAccepts(text);
      assertEquals(expected, weAccept(text), () -> "seed " + seed + ": " + text);
      valid += expected ? 1 : 0;
    }
    assertTrue(valid > TEXTS / 50 && valid < TEXTS, "valid texts: " + valid);
  }

  @Test
  void nestingIsBoundedWhateverIsNested() {
    for (String opening : List.of("[", "[0,", "{\"a\":", "{\"a\":0,\"b\":")) {
      String closing = opening.startsWith("[") ? "]" : "}";
      assertTrue(weAccept(opening.repeat(16) + "0" + closing.repeat(16)), opening);
      assertFalse(weAccept(opening.repeat(17) + "0" + closing.repeat(17)), opening);
    }
  }

  private static String mutated(SplittableRandom random, String text) {
    StringBuilder mutated = new StringBuilder(text);
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(mutated.length());
      String piece = PIECES[random.nextInt(PIECES.length)];
      if (random.nextBoolean()) {
        mutated.insert(at, piece);
      } else {
        mutated.replace(at, Math.min(mutated.length(), at + 1 + random.nextInt(3)), piece);
      }
    }
    return mutated.toString();
  }

  private static boolean weAccept(String text) {
    try {
      JsonCursor json = new JsonCursor(text.getBytes(StandardCharsets.UTF_8));
      json.skipValue();
      json.requireEnd();
      return true;
    } catch (ProblemException e) {
      return false;
    }
  }

  private static boolean jacksonAccepts(String text) {
    try (JsonParser parser = JACKSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      for (int depth = 1; depth > 0; ) {
        JsonToken token = parser.nextToken();
        if (token == null) {
          return false;
        }
        if (token == JsonToken.VALUE_STRING) {
          parser.getText();
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      }
      return parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }
}

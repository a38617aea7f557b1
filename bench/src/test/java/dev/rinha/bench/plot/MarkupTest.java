package dev.rinha.bench.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class MarkupTest {

  @Test
  void everyTextAndAttributeIsEscaped() {
    String markup =
        new Markup().leaf("p", "a < b & \"c\">", Attributes.none().with("t", "\"><x>")).toString();

    assertEquals("<p t=\"&quot;&gt;&lt;x&gt;\">a &lt; b &amp; &quot;c&quot;&gt;</p>\n", markup);
  }

  @Test
  void whatXmlCannotSayIsReplaced() {
    assertEquals("a\uFFFDb\uFFFDc", new Markup().text("a\u0000b\uD800c").toString());
  }

  @Test
  void whatWasOpenedMustBeClosed() {
    assertThrows(IllegalStateException.class, new Markup().open("p")::toString);
  }

  @Test
  void numbersHaveNoUselessDigits() {
    assertEquals("100", Markup.number(100));
    assertEquals("0.5", Markup.number(0.5));
    assertEquals("0", Markup.number(0.001));
    assertEquals("33.33%", Markup.percent(100.0 / 3));
  }
}

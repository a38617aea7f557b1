package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rinha.core.payment.TraceParent;
import dev.rinha.service.config.LogFormat;
import dev.rinha.service.lifecycle.ServiceLogging;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** The log of a process of its own, whose lines a collector reads. */
final class JsonLogTest {

  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String EVIL = "two\nlines, a \"quote\", a \\ and \u0001\ud83d\ude00";

  @Test
  void everyLineIsOneObjectAndNothingIsLost() throws Exception {
    List<JsonNode> lines = log();

    assertEquals(4, lines.size(), lines::toString);
    JsonNode first = lines.getFirst();
    Instant.parse(first.get("time").asText());
    assertEquals("INFO", first.get("level").asText());
    assertEquals("dev.rinha.service.JsonLogTest", first.get("logger").asText());
    assertEquals("payment 7 " + EVIL, first.get("message").asText());
    assertEquals(4, first.size(), first::toString);
    String exception = lines.get(1).get("exception").asText();
    assertTrue(exception.startsWith("java.lang.IllegalStateException: " + EVIL), exception);
    assertTrue(exception.contains("\n\tat dev.rinha.service.JsonLogTest.main("), exception);
    assertTrue(exception.contains("Caused by: java.io.IOException: reset"), exception);
    assertEquals("not caught in thread lost", lines.get(2).get("message").asText());
    assertTrue(lines.get(2).get("exception").asText().contains("nobody catches this"));
    assertEquals(TRACE, lines.get(3).get("traceparent").asText());
    assertEquals("payment 7 is dead, trace " + TRACE, lines.get(3).get("message").asText());
  }

  @Test
  void lineOfTextIsNotBrokenAndSteersNoTerminal() throws Exception {
    String log = text(LogFormat.TEXT);

    assertTrue(
        log.contains(
            "INFO JsonLogTest: payment 7 two\\nlines, a \"quote\", a \\ and \\u0001\ud83d\ude00"),
        log);
    assertFalse(log.contains("\u0001"), log);
    assertTrue(log.contains("\tat dev.rinha.service.JsonLogTest.main("), log);
  }

  private static List<JsonNode> log() throws Exception {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : text(LogFormat.JSON).lines().toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  private static String text(LogFormat format) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dstderr.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                JsonLogTest.class.getName(),
                format.name())
            .start();
    process.getOutputStream().close();
    String log = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    return log;
  }

  /** The process. */
  public static void main(String[] arguments) throws InterruptedException {
    ServiceLogging.setUp();
    ServiceLogging.write(LogFormat.valueOf(arguments[0]));
    Logger log = Logger.getLogger(JsonLogTest.class.getName());
    log.log(Level.INFO, "payment {0} {1}", new Object[] {7, EVIL});
    Exception cause = new IOException("reset");
    log.log(Level.SEVERE, "it failed", new IllegalStateException(EVIL, cause));
    Thread lost =
        Thread.ofPlatform()
            .name("lost")
            .start(
                () -> {
                  throw new IllegalStateException("nobody catches this");
                });
    lost.join();
    log.warning("payment 7 is dead" + TraceParent.words(TraceParent.parse(TRACE)));
  }
}

package dev.rinha.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.rinha.cli.CommandRun;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code examples/requests} says comes back does come back. */
final class ExamplesTest {

  private static final Path FOLDER = Path.of("..", "examples", "requests");
  private static final Pattern REQUEST =
      Pattern.compile(
          "# answers (\\d+)\\n"
              + "(GET|POST) \\{\\{host}}(\\S+)\\n"
              + "(?:Content-Type: [^\\n"
              + "]*\\n"
              + ")?\\n"
              + "?(.*)",
          Pattern.DOTALL);

  private static final Stack STACK = Stack.of(ExamplesTest.class).start();

  @AfterAll
  static void stop() {
    STACK.close();
  }

  @BeforeEach
  void reset() {
    STACK.reset();
  }

  @Test
  void requestsAreAnsweredAsTheFileSays() throws IOException {
    List<String> wrong = new ArrayList<>();
    List<String> requests = List.of(Files.readString(FOLDER.resolve("payments.http")).split("###"));
    for (String text : requests.subList(1, requests.size())) {
      Matcher request = REQUEST.matcher(text);
      assertEquals(true, request.find(), text);
      URI url = STACK.url("api-1").resolve(request.group(3));
      var answer =
          request.group(2).equals("GET")
              ? STACK.http().get(url)
              : STACK.http().post(url, request.group(4).strip());
      if (answer.statusCode() != Integer.parseInt(request.group(1))) {
        wrong.add(text + " was answered " + answer.statusCode() + " " + answer.body());
      }
    }
    assertEquals(List.of(), wrong);
    assertFalse(requests.size() < 10, "requests are missing");
  }

  @Test
  void recordedPaymentsAreAllTakenAndExecuted() throws IOException {
    Path file = FOLDER.resolve("payments.ndjson");

    CommandRun run =
        CommandRun.of(
            "replay", "file", file.toString(), "--to", STACK.url("api-1").toString(), "--yes");

    assertEquals(0, run.exitCode(), run::toString);
    STACK.examination("api-1").drained(Duration.ofSeconds(30));
    assertEquals(Files.readAllLines(file).size(), STACK.store().ledger().census().settled());
  }
}

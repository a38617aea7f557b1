package dev.rinha.cli.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A headless Chromium with one page, driven by its DevTools protocol. Takes down everything that
 * the page complains about and every address that it asks for. Thread safe.
 */
final class Browser implements AutoCloseable {

  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern LISTENS = Pattern.compile("DevTools listening on ws://([^/]+)/");

  private final Path profile;
  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final WebSocket socket;
  private final AtomicInteger calls = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<URI> asked = new CopyOnWriteArrayList<>();

  private Browser(Path profile, Process process, String address) throws IOException {
    this.profile = profile;
    this.process = process;
    this.socket = http.newWebSocketBuilder().buildAsync(page(address), new Listener()).join();
    Stream.of("Page", "Runtime", "Log", "Network", "Audits")
        .forEach(part -> call(part + ".enable"));
  }

  /** Starts one with a profile of its own. */
  static Browser start() {
    try {
      Path profile = Files.createTempDirectory("browser");
      Process process =
          new ProcessBuilder(
                  "chromium",
                  "--headless=new",
                  "--no-sandbox",
                  "--disable-gpu",
                  "--disable-dev-shm-usage",
                  "--no-first-run",
                  "--disable-background-networking",
                  "--remote-debugging-port=0",
                  "--remote-allow-origins=*",
                  "--user-data-dir=" + profile,
                  "about:blank")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return new Browser(profile, process, address(process.errorReader()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String address(BufferedReader errors) throws IOException {
    StringBuilder said = new StringBuilder();
    for (String line = errors.readLine(); line != null; line = errors.readLine()) {
      Matcher listens = LISTENS.matcher(line);
      if (listens.find()) {
        Thread.ofVirtual().start(() -> drain(errors)); // Lest it blocks.
        return listens.group(1);
      }
      said.append(line).append('\n');
    }
    throw new IOException("chromium does not start: " + said);
  }

  private static void drain(BufferedReader errors) {
    try {
      errors.transferTo(Writer.nullWriter());
    } catch (IOException e) {
      // The browser has ended.
    }
  }

  private URI page(String address) throws IOException {
    try {
      String targets =
          http.send(
                  HttpRequest.newBuilder(URI.create("http://" + address + "/json/list")).build(),
                  BodyHandlers.ofString())
              .body();
      for (JsonNode target : JSON.readTree(targets)) {
        if (target.path("type").asText().equals("page")) {
          return URI.create(target.path("webSocketDebuggerUrl").asText());
        }
      }
      throw new IOException("chromium has no page: " + targets);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Listener implements WebSocket.Listener {

    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        try {
          received(JSON.readTree(text.toString()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        } finally {
          text.setLength(0);
        }
      }
      webSocket.request(1);
      return CompletableFuture.completedFuture(null);
    }
  }

  private void received(JsonNode message) {
    CompletableFuture<JsonNode> waiting = answers.remove(message.path("id").asInt(-1));
    if (waiting != null) {
      waiting.complete(message);
      return;
    }
    JsonNode about = message.path("params");
    switch (message.path("method").asText()) {
      case "Runtime.exceptionThrown", "Audits.issueAdded" -> complaints.add(about.toString());
      case "Runtime.consoleAPICalled" -> {
        if (List.of("error", "warning", "assert").contains(about.path("type").asText())) {
          complaints.add(about.toString());
        }
      }
      case "Log.entryAdded" -> complaints.add(about.path("entry").toString());
      case "Network.requestWillBeSent" ->
          asked.add(URI.create(about.path("request").path("url").asText()));
      default -> {}
    }
  }

  /**
   * Calls the protocol.
   *
   * @param parameters names and values in turn
   */
  JsonNode call(String method, Object... parameters) {
    ObjectNode message = JSON.createObjectNode().put("id", calls.incrementAndGet());
    ObjectNode values = message.put("method", method).putObject("params");
    for (int i = 0; i < parameters.length; i += 2) {
      values.set((String) parameters[i], JSON.valueToTree(parameters[i + 1]));
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(message.path("id").asInt(), answer);
    synchronized (socket) {
      socket.sendText(message.toString(), true).join();
    }
    JsonNode result = answer.orTimeout(BOUND.toMillis(), TimeUnit.MILLISECONDS).join();
    if (result.has("error")) {
      throw new IllegalStateException(method + ": " + result.path("error"));
    }
    return result.path("result");
  }

  /** As large as a phone or a screen. */
  void size(int width, int height) {
    call(
        "Emulation.setDeviceMetricsOverride",
        "width",
        width,
        "height",
        height,
        "deviceScaleFactor",
        1,
        "mobile",
        width < 700);
  }

  void dark(boolean dark) {
    call(
        "Emulation.setEmulatedMedia",
        "features",
        List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light")));
  }

  void open(URI page) {
    call("Page.navigate", "url", page.toString());
  }

  /** What an expression is, as text. */
  String eval(String expression) {
    JsonNode result =
        call(
                "Runtime.evaluate",
                "expression",
                expression,
                "awaitPromise",
                true,
                "userGesture",
                true)
            .path("result");
    return result.path("value").asText(result.path("description").asText());
  }

  /** Polls until an expression is true. */
  void await(String condition) {
    Waiting.until(
        () -> eval("String(Boolean(" + condition + "))").equals("true"),
        BOUND,
        () -> "not so: " + condition + "; the page says: " + eval("document.body.innerText"));
  }

  /** Presses a key and lets it go. */
  void press(String key, int code) {
    for (String type : List.of("rawKeyDown", "char", "keyUp")) {
      if (!type.equals("char") || key.equals("Enter")) {
        call(
            "Input.dispatchKeyEvent",
            "type",
            type,
            "key",
            key,
            "code",
            key,
            "windowsVirtualKeyCode",
            code,
            "text",
            key.equals("Enter") ? "\r" : "");
      }
    }
  }

  /** Types a text where the focus is. */
  void type(String text) {
    call("Input.insertText", "text", text);
  }

  /** The whole page, however long. */
  void picture(Path file) throws IOException {
    JsonNode size = call("Page.getLayoutMetrics").path("cssContentSize");
    byte[] png =
        Base64.getDecoder()
            .decode(
                call(
                        "Page.captureScreenshot",
                        "captureBeyondViewport",
                        true,
                        "clip",
                        Map.of(
                            "x",
                            0,
                            "y",
                            0,
                            "scale",
                            1,
                            "width",
                            size.path("width").asInt(),
                            "height",
                            size.path("height").asInt()))
                    .path("data")
                    .asText());
    Files.write(file, png);
  }

  /** What the page complained about: errors, exceptions, breaches of its policy. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** What it asked for. */
  List<URI> asked() {
    return List.copyOf(asked);
  }

  @Override
  public void close() {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
    http.close();
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

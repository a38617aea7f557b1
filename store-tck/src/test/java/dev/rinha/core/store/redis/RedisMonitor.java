package dev.rinha.core.store.redis;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.faults.Poll;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads what a Redis does, command by command, and notes each key that a script touches and its
 * caller has not declared, or that is not named at the top of its files.
 */
final class RedisMonitor implements AutoCloseable {

  private static final Pattern LINE =
      Pattern.compile("\\+[0-9.]+ \\[\\d+ ([^\\]]+)\\] (.*)", Pattern.DOTALL);
  private static final Pattern KEY = Pattern.compile("\\{[^}]*\\}:(.*)", Pattern.DOTALL);
  private static final Set<String> OF_EVERY_SCRIPT = Set.of("generation", "queue", "processors");

  /** By digest, and by text as it is shown. */
  private static final Map<String, Script> SCRIPTS = new HashMap<>();

  private static final Map<Script, Pattern> NAMED =
      Arrays.stream(Script.values())
          .collect(Collectors.toMap(Function.identity(), RedisMonitor::named));

  static {
    for (Script script : Script.values()) {
      SCRIPTS.put(StoreTerms.ONE.digest(script), script);
      SCRIPTS.put(shown(new String(StoreTerms.ONE.source(script), StandardCharsets.UTF_8)), script);
    }
  }

  private final Socket socket;
  private final Socket marks;
  private final Queue<String> undeclared = new ConcurrentLinkedQueue<>();
  private final Set<Script> seen = EnumSet.noneOf(Script.class);
  private final Set<String> declared = new HashSet<>();
  private Script running = Script.INIT;
  private volatile String said = "";
  private volatile boolean failed;

  RedisMonitor(TestRedis server) {
    try {
      marks = new Socket(InetAddress.getLoopbackAddress(), server.port());
      socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
      socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.US_ASCII));
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      lines.readLine(); // OK: from here on.
      Thread.ofVirtual().start(() -> read(lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Pattern named(Script script) {
    return Pattern.compile(
        script
            .keys()
            .map(name -> name.replaceFirst("^7:", "[0-9]+:").replaceAll("[A-Z]+", ".*"))
            .collect(Collectors.joining("|")),
        Pattern.DOTALL);
  }

  private void read(BufferedReader lines) {
    try {
      lines.lines().forEach(this::read);
    } catch (RuntimeException | StackOverflowError e) {
      undeclared.add("the monitor cannot go on: " + e);
      failed = true;
    }
  }

  private void read(String text) {
    Matcher line = LINE.matcher(text);
    if (!line.matches()) {
      return;
    }
    List<String> words = words(line.group(2));
    switch (words.getFirst().toLowerCase(Locale.ROOT)) {
      case "evalsha", "eval" -> begin(words);
      case "echo" -> said = words.get(1);
      default -> {
        if (line.group(1).equals("lua")) {
          touch(words);
        }
      }
    }
  }

  /** What stands in quotes; a script is too long for a pattern. */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int begin = text.indexOf('"');
    while (begin >= 0) {
      int end = begin + 1;
      while (text.charAt(end) != '"') {
        end += text.charAt(end) == '\\' ? 2 : 1;
      }
      words.add(text.substring(begin + 1, end));
      begin = text.indexOf('"', end + 1);
    }
    return words;
  }

  private static String shown(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private void begin(List<String> words) {
    running = requireNonNull(SCRIPTS.get(words.get(1)), "an unknown script");
    synchronized (seen) {
      seen.add(running);
    }
    declared.clear();
    declared.addAll(words.subList(3, 3 + Integer.parseInt(words.get(2))));
  }

  private void touch(List<String> words) {
    for (String word : words) {
      Matcher key = KEY.matcher(word);
      if (key.matches()) {
        if (!declared.contains(word)) {
          undeclared.add("%s does not declare %s: %s".formatted(running, word, words));
        }
        String name = key.group(1);
        if (!OF_EVERY_SCRIPT.contains(name)
            && !requireNonNull(NAMED.get(running)).matcher(name).matches()) {
          undeclared.add("%s does not name %s at its top: %s".formatted(running, name, words));
        }
      }
    }
  }

  /** What was noted of all that was done until now, once each. */
  List<String> undeclared() {
    String mark = "until-" + System.nanoTime();
    try {
      marks.getOutputStream().write(("ECHO " + mark + "\r\n").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Poll.until("the monitor has read all", () -> failed || said.equals(mark));
    List<String> found = undeclared.stream().distinct().toList();
    undeclared.clear();
    return found;
  }

  /** The scripts that were not run. */
  Set<Script> unseen() {
    synchronized (seen) {
      return EnumSet.complementOf(EnumSet.copyOf(seen));
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
      marks.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

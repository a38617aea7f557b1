package dev.rinha.service.lifecycle;

import dev.rinha.service.config.LogFormat;
import dev.rinha.service.http.JsonText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One line per event on standard error; stack traces only for what nobody expected. */
public final class ServiceLogging {

  private static final String MANAGER_PROPERTY = "java.util.logging.manager";

  private ServiceLogging() {}

  /**
   * Sets logging up for this process. Must run before anything logs: the first logger decides which
   * log manager there is.
   */
  public static void setUp() {
    if (System.getProperty(MANAGER_PROPERTY) == null) {
      System.setProperty(MANAGER_PROPERTY, SteadyManager.class.getName());
    }
    Logger root = Logger.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    Handler console = new ConsoleHandler();
    console.setFormatter(new LineFormatter());
    root.addHandler(console);
    Quiet.LIBRARIES.forEach(logger -> logger.setLevel(Level.WARNING));
    Quiet.RECONNECTIONS.forEach(logger -> logger.setLevel(Level.SEVERE));
  }

  /**
   * Writes the log in that format from now on. As JSON, also what would end a thread unseen by it.
   */
  public static void write(LogFormat format) {
    switch (format) {
      case TEXT -> {}
      case JSON -> {
        for (Handler handler : Logger.getLogger("").getHandlers()) {
          handler.setFormatter(new JsonLines());
        }
        Thread.setDefaultUncaughtExceptionHandler(
            (thread, thrown) ->
                Logger.getLogger(ServiceLogging.class.getName())
                    .log(Level.SEVERE, "not caught in thread " + thread.getName(), thrown));
      }
    }
  }

  /** Libraries whose start-up messages say nothing to an operator; held so that the level stays. */
  private static final class Quiet {
    /** They repeat every few seconds what the store says once. */
    static final List<Logger> RECONNECTIONS =
        List.of(
            Logger.getLogger("io.lettuce.core.protocol"),
            Logger.getLogger("io.lettuce.core.cluster.topology"));

    static final List<Logger> LIBRARIES =
        List.of(Logger.getLogger("io.helidon"), Logger.getLogger("io.lettuce"));
  }

  /**
   * Keeps the handlers while the virtual machine shuts down, so that the graceful stop can be read.
   */
  public static final class SteadyManager extends LogManager {
    @Override
    public void reset() {}
  }

  private static final class LineFormatter extends Formatter {
    @Override
    public String format(LogRecord event) {
      String name = event.getLoggerName();
      String line =
          event.getInstant()
              + " "
              + event.getLevel().getName()
              + " "
              + (name == null ? "" : name.substring(name.lastIndexOf('.') + 1))
              + ": "
              + shown(formatMessage(event), "")
              + System.lineSeparator();
      return event.getThrown() == null ? line : line + shown(trace(event.getThrown()), "\t\r\n");
    }

    /** What others said steers no terminal and breaks no line. */
    private static String shown(String text, String allowed) {
      if (text.chars().noneMatch(Character::isISOControl)) {
        return text;
      }
      StringBuilder shown = new StringBuilder(text.length() + 8);
      for (char c : text.toCharArray()) {
        shown.append(
            !Character.isISOControl(c) || allowed.indexOf(c) >= 0
                ? String.valueOf(c)
                : c == '\n'
                    ? "\\n"
                    : c == '\r' ? "\\r" : String.format(Locale.ROOT, "\\u%04x", (int) c));
      }
      return shown.toString();
    }
  }

  /** An object per line: nothing that is logged can break one. */
  private static final class JsonLines extends Formatter {

    /** As {@link dev.rinha.core.payment.TraceParent#words} has it. */
    private static final Pattern TRACE =
        Pattern.compile(", trace (00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2})\\b");

    @Override
    public String format(LogRecord event) {
      StringJoiner json = new StringJoiner(",", "{", "}" + System.lineSeparator());
      json.add("\"time\":\"" + event.getInstant() + '"');
      json.add("\"level\":" + JsonText.quote(event.getLevel().getName()));
      json.add("\"logger\":" + JsonText.quote(Objects.toString(event.getLoggerName(), "")));
      String message = Objects.toString(formatMessage(event), "");
      json.add("\"message\":" + JsonText.quote(message));
      Matcher trace = TRACE.matcher(message);
      if (trace.find()) {
        json.add("\"traceparent\":" + JsonText.quote(trace.group(1)));
      }
      if (event.getThrown() != null) {
        json.add("\"exception\":" + JsonText.quote(trace(event.getThrown())));
      }
      return json.toString();
    }
  }

  private static String trace(Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace, true));
    return trace.toString();
  }
}

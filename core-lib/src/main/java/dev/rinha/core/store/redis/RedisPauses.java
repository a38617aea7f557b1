package dev.rinha.core.store.redis;

import dev.rinha.core.store.Pause;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.PauseSwitch;
import dev.rinha.core.store.Pauses;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What operators have paused, as it stands in Redis: a hash of {@code since:reason}, under an empty
 * name for the queue and {@code :NAME} for a processor.
 */
final class RedisPauses implements PauseSwitch {

  private static final String QUEUE = "";
  private static final String PROCESSOR = ":";
  private static final Pattern PAUSE = Pattern.compile("(-?\\d{1,18}):(.*)", Pattern.DOTALL);

  private final RedisContext context;

  RedisPauses(RedisContext context) {
    this.context = context;
  }

  @Override
  public Pauses current() {
    Reply flat = context.run(Script.PAUSES).list(0);
    Map<String, Pause> byField = new TreeMap<>();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      byField.put(flat.text(i), pause(scope(flat.text(i)), flat.text(i + 1)));
    }
    return new Pauses(List.copyOf(byField.values()));
  }

  /** What cannot be read pauses as well, until somebody resumes there, and nothing else. */
  private static Pause pause(PauseScope scope, String text) {
    Matcher pause = PAUSE.matcher(text);
    return pause.matches()
        ? new Pause(scope, Long.parseLong(pause.group(1)), pause.group(2))
        : new Pause(scope, 0, "not written by this build: " + text);
  }

  @Override
  public boolean pause(Pause pause) {
    return context
            .run(
                Script.PAUSE,
                arguments ->
                    arguments
                        .add(field(pause.scope()))
                        .add(pause.sinceMillis() + ":" + pause.reason()))
            .number(0)
        == 1;
  }

  @Override
  public boolean resume(PauseScope scope) {
    return context.run(Script.RESUME, arguments -> arguments.add(field(scope))).number(0) == 1;
  }

  private static String field(PauseScope scope) {
    return switch (scope) {
      case PauseScope.Queue _ -> QUEUE;
      case PauseScope.Processor(String name) -> PROCESSOR + name;
    };
  }

  private static PauseScope scope(String field) {
    return field.equals(QUEUE)
        ? new PauseScope.Queue()
        : new PauseScope.Processor(field.substring(PROCESSOR.length()));
  }
}

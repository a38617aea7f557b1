package dev.rinha.cli.basics;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The commands that commands print for somebody to run next. All of them stand here and are printed
 * by {@link #line}, so that each can be tried: what is printed can be pasted as it is.
 */
public enum NextCommand {
  AUDIT("audit"),
  AUDIT_REPAIR("audit --repair"),
  AUDIT_PROCESSORS_FROM("audit --processors --from {time}"),
  BENCH("bench"),
  CONFIG_SHOW("config show"),
  DEAD_LETTERS_LIST("dead-letters list"),
  DEV("dev"),
  DISCARD_DEAD_LETTER("dead-letters discard --id {id} --reason 'must not be executed'"),
  DOCTOR("doctor"),
  DOCTOR_OF_SERVICE("doctor --service {url}"),
  DRAIN("drain"),
  IN_DOUBT_LIST("in-doubt list"),
  NOT_EXECUTED("in-doubt resolve {id} --as not-executed --reason 'so says {processor}'"),
  PAYMENT_SHOW("payments show {id}"),
  QUEUE_PAUSE_PROCESSOR("queue pause --processor {processor} --reason 'payments in doubt'"),
  QUEUE_RESUME("queue resume"),
  QUEUE_SET_ASIDE("queue set-aside"),
  QUEUE_SHOW("queue show"),
  REBUILD_SUMMARY("replay ledger --rebuild-summary"),
  REPLAY_DEAD_LETTER("replay dead-letters --id {id} --reason 'cause mended'"),
  REPLAY_LIST("replay list"),
  REPLAY_RESUME("replay dead-letters --resume {replay}"),
  SERVE("serve"),
  SETTLED("in-doubt resolve {id} --as settled --reason 'so says {processor}'"),
  STATUS_WATCH("status --watch"),
  SUMMARY_OF_LAST_MINUTES("summary --from -15m --bucket 1m"),
  TAIL_AFTER("tail --after {event}"),
  WEBHOOKS_LIST("webhooks list");

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{[a-z]+}");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");

  private final String template;

  NextCommand(String template) {
    this.template = template;
  }

  /** With names in braces for what is not known beforehand. */
  public String template() {
    return template;
  }

  /**
   * The line to paste.
   *
   * @param target options that say where, such as {@code --redis host:6379}
   * @param values what the braces stand for, in their order
   * @throws IllegalArgumentException if there are more or fewer of them
   */
  public String line(List<String> target, Object... values) {
    Iterator<Object> left = Arrays.asList(values).iterator();
    String command =
        PLACEHOLDER
            .matcher(template)
            .replaceAll(
                _ -> {
                  if (!left.hasNext()) {
                    throw new IllegalArgumentException("too few values for " + template);
                  }
                  return Matcher.quoteReplacement(left.next().toString());
                });
    if (left.hasNext()) {
      throw new IllegalArgumentException("too many values for " + template);
    }
    StringBuilder line = new StringBuilder("rinha-cli ").append(command);
    target.forEach(word -> line.append(' ').append(quoted(word)));
    return line.toString();
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}

package dev.rinha.cli.options;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.store.StoreException;
import java.util.List;
import java.util.Optional;

/** What an operator does about a Redis that does not do what it is told. */
public final class RedisFailure {

  /**
   * Something that Redis answers.
   *
   * @param marks one of these stands in the answer
   */
  private record Refusal(List<String> marks, String remedy, int exitCode) {

    boolean matches(String message) {
      return marks.stream().anyMatch(message::contains);
    }
  }

  private static final List<Refusal> REFUSALS =
      List.of(
          new Refusal(
              List.of("READONLY"),
              "it is a read-only replica; name the primary with --redis",
              ExitCode.REFUSED),
          new Refusal(
              List.of("NOPERM"),
              "this user may not do that; name one who may: RINHA_REDIS_USERNAME and"
                  + " REDIS_PASSWORD_FILE",
              ExitCode.REFUSED),
          new Refusal(
              List.of("NOAUTH"),
              "it wants a password: set RINHA_REDIS_USERNAME and REDIS_PASSWORD_FILE",
              ExitCode.REFUSED),
          new Refusal(
              List.of("WRONGPASS"),
              "it does not accept the user or the password: see RINHA_REDIS_USERNAME and"
                  + " REDIS_PASSWORD_FILE",
              ExitCode.REFUSED),
          new Refusal(
              List.of("MISCONF"),
              "it cannot write to its disk and so accepts no changes; make room there, or mend what"
                  + " its log says",
              ExitCode.REFUSED),
          new Refusal(
              List.of("CLUSTERDOWN", "no node of the Redis Cluster"),
              "the Redis Cluster does not work as a whole; redis-cli --cluster check HOST:PORT says"
                  + " what is missing",
              ExitCode.REFUSED),
          new Refusal(
              List.of("MOVED ", "ASK ", "TRYAGAIN"),
              "the store is being moved within its Redis Cluster; try again",
              ExitCode.UNREACHABLE),
          new Refusal(
              List.of("LOADING"), "it is still reading its data; try again", ExitCode.UNREACHABLE));

  private RedisFailure() {}

  /**
   * Makes one line with a remedy of it.
   *
   * @param because in brackets, who says that the store is there
   */
  public static CommandFailure explained(StoreException failure, String because) {
    String message = String.valueOf(failure.getMessage());
    return refusal(failure)
        .map(refusal -> new CommandFailure(where(message) + refusal.remedy(), refusal.exitCode()))
        .orElseGet(() -> new CommandFailure(unexplained(message, because), ExitCode.UNREACHABLE));
  }

  /** What to do about something that Redis answers; empty if it does not answer. */
  public static Optional<String> remedy(StoreException failure) {
    return refusal(failure).map(Refusal::remedy);
  }

  private static Optional<Refusal> refusal(StoreException failure) {
    String all = failure.getMessage() + " " + causes(failure);
    return REFUSALS.stream().filter(refusal -> refusal.matches(all)).findFirst();
  }

  private static String causes(Throwable failure) {
    StringBuilder messages = new StringBuilder();
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      messages.append(cause.getMessage()).append(' ');
    }
    return messages.toString();
  }

  /** {@code Redis at HOST:PORT: } as far as the message begins like that. */
  private static String where(String message) {
    String[] words = message.split(" ", 4);
    return words.length == 4 && words[1].equals("at")
        ? words[0] + " at " + words[2] + ": "
        : "Redis: ";
  }

  private static String unexplained(String message, String because) {
    if (message.contains("has no store")) {
      return message
          + because
          + ": no service has used it; name the right one with --redis and --namespace, or a dev"
          + " with --data";
    }
    return message.contains("is not reachable")
        ? message.lines().findFirst().orElse("")
            + because
            + "; is it running? Name another with --redis or REDIS_ADDR, or a dev with --data"
        : message;
  }
}

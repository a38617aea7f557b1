package dev.rinha.core.store.redis;

import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.store.HealthBoard.Seen;
import java.util.Map;
import java.util.TreeMap;

/** Health reports as they stand in Redis: a kind, and what belongs to it after a colon. */
final class HealthText {

  private static final String FAILING = "failing";
  private static final String WORKING = "working";
  private static final String REFUSED = "refused";
  private static final String UNREACHABLE = "unreachable";

  private HealthText() {}

  static String of(HealthReport report) {
    return switch (report) {
      case HealthReport.Reported(boolean failing, long minResponseMillis) ->
          (failing ? FAILING : WORKING) + ':' + minResponseMillis;
      case HealthReport.Refused _ -> REFUSED + ':';
      case HealthReport.Unreachable(String cause) -> UNREACHABLE + ':' + cause;
    };
  }

  /** Reads what the script board answers. */
  static Map<String, Seen> board(Reply reply) {
    long now = reply.number(0);
    Reply flat = reply.list(1);
    Map<String, Seen> seen = new TreeMap<>();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      String[] parts = flat.text(i + 1).split(":", 3);
      long atMillis = Long.parseLong(parts[0]);
      seen.put(flat.text(i), new Seen(parse(parts[1], parts[2]), atMillis, now - atMillis));
    }
    return seen;
  }

  private static HealthReport parse(String kind, String rest) {
    return switch (kind) {
      case FAILING, WORKING ->
          new HealthReport.Reported(kind.equals(FAILING), Long.parseLong(rest));
      case REFUSED -> new HealthReport.Refused();
      // Also what a newer version of this program may have written.
      default -> new HealthReport.Unreachable(rest);
    };
  }
}

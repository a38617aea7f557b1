package dev.rinha.core.store.redis;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.ClientName;
import dev.rinha.core.payment.TraceParent;
import java.util.Optional;

/**
 * How it is written before the steps of a {@linkplain HistoryText history} in which trace, and by
 * which client, the payment was offered. Who only accepts payments knows no more of it, and has no
 * room for the classes that do.
 *
 * @param trace if the text begins with one
 * @param client if it follows, or begins the text
 */
record OfferText(Optional<TraceParent> trace, Optional<ClientName> client) {

  static final String SEPARATOR = ",";

  private static final String TRACE = "^";

  /** The scripts look for it too. */
  private static final String CLIENT = "~";

  static String write(History history) {
    return history.steps().isEmpty() ? of(history).text() : HistoryText.write(history);
  }

  static OfferText of(History history) {
    return new OfferText(history.trace(), history.client());
  }

  /** Reads a history, as its parts between separators. */
  static OfferText read(String[] parts) {
    Optional<TraceParent> trace =
        parts[0].startsWith(TRACE)
            ? TraceParent.parse(parts[0].substring(TRACE.length()))
            : Optional.empty();
    int next = trace.isPresent() ? 1 : 0;
    return new OfferText(
        trace,
        next < parts.length && parts[next].startsWith(CLIENT)
            ? ClientName.parse(parts[next].substring(CLIENT.length()))
            : Optional.empty());
  }

  /** How many parts of a history it takes. */
  int parts() {
    return (trace.isPresent() ? 1 : 0) + (client.isPresent() ? 1 : 0);
  }

  String text() {
    String ofTrace = trace.map(known -> TRACE + known).orElse("");
    String separator = parts() == 2 ? SEPARATOR : "";
    return ofTrace + separator + client.map(known -> CLIENT + known).orElse("");
  }
}

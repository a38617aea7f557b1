package dev.rinha.service.http;

import dev.rinha.core.payment.Money;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.store.Outbox;
import dev.rinha.core.store.Outbox.Tail;
import dev.rinha.core.store.OutboxEvent;
import dev.rinha.core.store.StoreException;
import io.helidon.http.HeaderNames;
import io.helidon.http.sse.SseEvent;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.sse.SseSink;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * {@code GET /events}: what becomes of payments, as server-sent events, from now on or from the one
 * that {@code Last-Event-ID} names. What is not kept any more after that one is told by an {@code
 * events.missing}. Thread safe.
 */
final class EventsEndpoint implements Handler {

  static final String PATH = "/events";
  static final List<String> PARAMETERS = List.of("processor", "state", "minAmount");

  private static final String MISSING = "events.missing";
  private static final Duration PACE = Duration.ofMillis(200);

  /** So often something is sent, that a reader who has left is noticed. */
  private static final int PACES_PER_SIGN = 50;

  private static final int MOST_READERS = 32;

  private final Outbox outbox;
  private final Map<String, Fee> fees;
  private final Readiness readiness;
  private final Duration retryAfter;
  private final Semaphore room = new Semaphore(MOST_READERS);

  EventsEndpoint(Outbox outbox, Map<String, Fee> fees, Readiness readiness, Duration retryAfter) {
    this.outbox = outbox;
    this.fees = fees;
    this.readiness = readiness;
    this.retryAfter = retryAfter;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    Predicate<OutboxEvent> filter = filter(new QueryParameters(request.query().rawValue()));
    if (!room.tryAcquire()) {
      throw Problem.of(
              ProblemType.OVERLOADED, MOST_READERS + " others read events, which is the most")
          .retryAfter(retryAfter)
          .toException();
    }
    try {
      Tail begun = begin(request.headers().first(HeaderNames.create("Last-Event-ID")).orElse(""));
      try (SseSink reader = response.sink(SseSink.TYPE)) {
        pass(reader, filter, begun);
      }
    } catch (UncheckedIOException e) {
      // The reader has left.
    } finally {
      room.release();
    }
  }

  private Tail begin(String after) {
    try {
      return StoreCalls.answered(() -> outbox.tail(after, Outbox.MOST_PER_CALL), retryAfter);
    } catch (IllegalArgumentException e) {
      throw Problem.parameter(
              "Last-Event-ID", "is the id of no event, was " + JsonText.excerpt(after))
          .toException();
    }
  }

  private void pass(SseSink reader, Predicate<OutboxEvent> filter, Tail begun) {
    Tail tail = begun;
    int paces = 0;
    reader.emit(sign(tail.events().isEmpty() ? tail.after() : ""));
    do {
      if (tail.missing()) {
        reader.emit(
            SseEvent.builder()
                .name(MISSING)
                .data("{\"reason\":\"some events after the last one are not kept any more\"}")
                .build());
      }
      for (int i = 0; i < tail.events().size(); i++) {
        OutboxEvent event = tail.events().get(i);
        if (filter.test(event)) {
          reader.emit(
              SseEvent.builder()
                  .id(tail.places().get(i))
                  .name(EventJson.type(event.kind()))
                  .data(EventJson.of(event, fees))
                  .build());
          paces = 0;
        }
      }
      if (++paces > PACES_PER_SIGN) {
        reader.emit(sign(tail.after()));
        paces = 0;
      }
      tail = next(tail);
    } while (!tail.events().isEmpty() || !readiness.stopsWithin(PACE));
  }

  /** Where the reader is, though nothing has happened that it wants to know. */
  private static SseEvent sign(String after) {
    SseEvent.Builder sign = SseEvent.builder().comment("ok");
    return after.isEmpty() ? sign.build() : sign.id(after).build();
  }

  private Tail next(Tail tail) {
    try {
      return outbox.tail(tail.after(), Outbox.MOST_PER_CALL);
    } catch (StoreException e) {
      return new Tail(false, tail.after(), List.of()); // It comes back, and nothing is missed.
    }
  }

  private static Predicate<OutboxEvent> filter(QueryParameters given) {
    Set<OutboxEvent.Kind> wanted =
        PaymentListEndpoint.read(given, "state", "some of " + kinds(), EventsEndpoint::kinds)
            .orElse(EnumSet.allOf(OutboxEvent.Kind.class));
    long leastCents =
        PaymentListEndpoint.read(given, "minAmount", "an amount such as 99.90", Money::parse)
            .map(Money::cents)
            .orElse(0L);
    Optional<String> processor =
        PaymentListEndpoint.read(
            given,
            "processor",
            "the name of a processor such as default",
            PaymentListEndpoint::processor);
    return event ->
        wanted.contains(event.kind())
            && event.payment().payment().amount().cents() >= leastCents
            && processor.filter(at -> !at.equals(event.payment().lastProcessor())).isEmpty();
  }

  private static Set<OutboxEvent.Kind> kinds(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(OutboxEvent.Kind::parse)
        .collect(Collectors.toSet());
  }

  private static String kinds() {
    return String.join(
        ", ", List.of(OutboxEvent.Kind.values()).stream().map(OutboxEvent.Kind::text).toList());
  }
}

package dev.rinha.simulator;

import com.fasterxml.jackson.core.JsonParser;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * {@code /admin}: what the test drives, behind the token. {@code configurations/faults} is ours.
 */
final class AdminService implements HttpService {

  private static final HeaderName TOKEN = HeaderNames.create("X-Rinha-Token");

  private final Conditions conditions;
  private final StoredPayments ledger;
  private final FeeRate fee;

  AdminService(Conditions conditions, StoredPayments ledger, FeeRate fee) {
    this.conditions = conditions;
    this.ledger = ledger;
    this.fee = fee;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/payments-summary", guarded(this::summary))
        .put("/configurations/token", guarded(this::changeToken))
        .put("/configurations/delay", guarded(this::changeDelay))
        .put("/configurations/failure", guarded(this::changeFailure))
        .put("/configurations/faults", guarded(this::changeFaults))
        .post("/purge-payments", guarded(this::purge));
  }

  private Handler guarded(Handler handler) {
    return (request, response) -> {
      if (request.headers().first(TOKEN).filter(conditions::accepts).isPresent()) {
        handler.handle(request, response);
      } else {
        Replies.message(
            response, Status.UNAUTHORIZED_401, "header X-Rinha-Token is missing or wrong");
      }
    };
  }

  private void summary(ServerRequest request, ServerResponse response) {
    ProcessorSummary summary = summary(bound(request, "from"), bound(request, "to"));
    Replies.json(
        response,
        Status.OK_200,
        JsonObjects.object(
            fields -> {
              fields.writeNumberField("totalRequests", summary.totalRequests());
              JsonObjects.decimal(fields, "totalAmount", summary.totalAmount());
              JsonObjects.decimal(fields, "totalFee", summary.totalFee());
              JsonObjects.decimal(fields, "feePerTransaction", fee.fraction());
            }));
  }

  /** With either bound missing the processor sums everything. */
  ProcessorSummary summary(Optional<Instant> from, Optional<Instant> to) {
    StoredPayments.Totals totals =
        from.isPresent() && to.isPresent() ? ledger.totals(from.get(), to.get()) : ledger.totals();
    return new ProcessorSummary(totals.count(), totals.amountCents(), fee);
  }

  private static Optional<Instant> bound(ServerRequest request, String name) {
    return request
        .query()
        .first(name)
        .asOptional()
        .filter(text -> !text.isBlank())
        .map(text -> Micros.parse(name, text));
  }

  private void changeToken(ServerRequest request, ServerResponse response) {
    change(() -> conditions.token(field(request, "token", JsonObjects::text)));
    response.status(Status.NO_CONTENT_204).send();
  }

  private void changeDelay(ServerRequest request, ServerResponse response) {
    long was = conditions.delay().toMillis();
    int is = field(request, "delay", JsonObjects::integer);
    change(() -> conditions.delay(Duration.ofMillis(is)));
    Replies.json(
        response,
        Status.OK_200,
        JsonObjects.object(
            fields -> {
              fields.writeStringField("config", "delay");
              fields.writeNumberField("was", was);
              fields.writeNumberField("is", is);
            }));
  }

  private void changeFailure(ServerRequest request, ServerResponse response) {
    boolean was = conditions.failing();
    boolean is = field(request, "failure", JsonObjects::bool);
    conditions.failing(is);
    Replies.json(
        response,
        Status.OK_200,
        JsonObjects.object(
            fields -> {
              fields.writeStringField("config", "failure");
              fields.writeBooleanField("was", was);
              fields.writeBooleanField("is", is);
            }));
  }

  private void changeFaults(ServerRequest request, ServerResponse response) {
    change(() -> conditions.faults(FaultsJson.read(Replies.body(request))));
    Replies.json(response, Status.OK_200, FaultsJson.write(conditions.faults()));
  }

  private void purge(ServerRequest request, ServerResponse response) {
    ledger.purge();
    Replies.message(response, Status.OK_200, "All payments purged.");
  }

  /** A value that a setting refuses is the caller's fault, not ours. */
  private static void change(Runnable change) {
    try {
      change.run();
    } catch (IllegalArgumentException refused) {
      throw new InvalidRequest(String.valueOf(refused.getMessage()));
    }
  }

  /** Reads a typed value. */
  @FunctionalInterface
  private interface ValueReader<T> {
    T read(String name, JsonParser value) throws IOException;
  }

  private static <T> T field(ServerRequest request, String field, ValueReader<T> reader) {
    var found = new AtomicReference<Optional<T>>(Optional.empty());
    JsonObjects.read(
        Replies.body(request),
        (name, value) -> {
          if (name.equals(field)) {
            found.set(Optional.of(reader.read(name, value)));
          }
        });
    return found.get().orElseThrow(() -> new InvalidRequest("body must have " + field));
  }
}

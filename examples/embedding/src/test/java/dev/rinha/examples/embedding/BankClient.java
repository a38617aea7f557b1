package dev.rinha.examples.embedding;

import dev.rinha.core.payment.Money;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** A processor with an API of its own: {@code PUT} and {@code GET /transfers/ID}, in plain text. */
final class BankClient implements ProcessorClient {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration LOOK_UP_TIMEOUT = Duration.ofSeconds(2);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
  private final URI bank;

  BankClient(URI bank) {
    this.bank = bank;
  }

  @Override
  public Outcome send(
      UUID correlationId, Money amount, long requestedAtMillis, long timeoutMillis) {
    String transfer = amount + " " + Instant.ofEpochMilli(requestedAtMillis);
    HttpRequest request =
        HttpRequest.newBuilder(bank.resolve("/transfers/" + correlationId))
            .PUT(HttpRequest.BodyPublishers.ofString(transfer))
            .timeout(Duration.ofMillis(timeoutMillis))
            .build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      return switch (response.statusCode()) {
        case 201 -> new Outcome.Executed();
        case 409 -> new Outcome.Duplicate();
        case 422 -> new Outcome.Rejected(422, response.body());
        case 429 -> new Outcome.Throttled(0);
        case 500, 503 -> new Outcome.Failed(response.statusCode());
        default -> new Outcome.Unknown("status " + response.statusCode());
      };
    } catch (ConnectException | HttpConnectTimeoutException e) {
      return new Outcome.NotSent(e.toString());
    } catch (IOException e) {
      return new Outcome.Unknown(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Unknown("interrupted");
    }
  }

  @Override
  public Lookup find(UUID correlationId) {
    HttpRequest request =
        HttpRequest.newBuilder(bank.resolve("/transfers/" + correlationId))
            .timeout(LOOK_UP_TIMEOUT)
            .build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      return switch (response.statusCode()) {
        case 200 -> found(response.body());
        case 404 -> new Lookup.Absent();
        default -> new Lookup.Unavailable("status " + response.statusCode());
      };
    } catch (IOException | RuntimeException e) {
      return new Lookup.Unavailable(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Lookup.Unavailable("interrupted");
    }
  }

  private static Lookup found(String transfer) {
    String[] amountAndTime = transfer.split(" ", 2);
    return new Lookup.Found(
        Money.parse(amountAndTime[0]).cents(), Instant.parse(amountAndTime[1]).toEpochMilli());
  }

  @Override
  public HealthReport health() {
    return new HealthReport.Unreachable("the bank has no health endpoint");
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}

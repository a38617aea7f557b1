package dev.rinha.cli.replay;

import dev.rinha.cli.basics.Web;
import dev.rinha.core.payment.Money;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Where payments are posted to. Thread safe. */
final class GatewayClient implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final URI payments;
  private final Optional<String> token;
  private final HttpClient client;

  /**
   * @param url of the gateway, without {@code /payments}
   * @param token shown with each payment; empty for none
   * @param tls what is believed of a gateway behind {@code https}, and shown to it; empty for what
   *     the JDK believes
   */
  GatewayClient(URI url, Optional<String> token, Optional<SSLContext> tls) {
    this.token = token;
    this.client = Web.client(PATIENCE, tls);
    this.payments = URI.create(url.toString().replaceAll("/+$", "") + "/payments");
  }

  /** Offers a payment once. */
  Answer offer(Recorded.Payment payment) throws InterruptedException {
    String body =
        "{\"correlationId\":\"%s\",\"amount\":%s}"
            .formatted(payment.correlationId(), Money.format(payment.amount().cents()));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(payments)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    token.ifPresent(known -> request.header("Authorization", "Bearer " + known));
    try {
      return answer(client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      return new Answer.NotTaken("no answer from " + payments + ": " + Web.why(e));
    }
  }

  private static Answer answer(HttpResponse<String> response) {
    int status = response.statusCode();
    if (status / 100 == 2) {
      boolean before =
          response.headers().firstValue("Idempotent-Replayed").filter("true"::equals).isPresent();
      return before ? new Answer.Duplicate() : new Answer.Accepted();
    }
    String said = status + " " + response.body().lines().findFirst().orElse("");
    boolean later = status / 100 == 5 || status == 408 || status == 425 || status == 429;
    return later ? new Answer.NotTaken(said) : new Answer.Rejected(said);
  }

  @Override
  public void close() {
    client.close();
  }
}

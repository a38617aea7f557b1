package dev.rinha.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** A client of one simulator. */
final class Caller implements AutoCloseable {

  static final String REQUESTED_AT = "2025-07-15T12:34:56.789Z";

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final String url;

  Caller(ProcessorSimulator processor) {
    url = processor.url();
  }

  static String payment(UUID id, String amount, String requestedAt) {
    return """
    {"correlationId":"%s","amount":%s,"requestedAt":"%s"}\
    """
        .formatted(id, amount, requestedAt);
  }

  HttpResponse<String> pay(UUID id) throws IOException, InterruptedException {
    return post("/payments", payment(id, "19.90", REQUESTED_AT));
  }

  CompletableFuture<HttpResponse<String>> payAsync(UUID id) {
    return client.sendAsync(
        request("/payments")
            .POST(BodyPublishers.ofString(payment(id, "19.90", REQUESTED_AT)))
            .build(),
        BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return send(request(path).POST(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  CompletableFuture<HttpResponse<String>> getAsync(String path) {
    return client.sendAsync(request(path).GET().build(), BodyHandlers.ofString());
  }

  HttpResponse<String> put(String path, String body) throws IOException, InterruptedException {
    return put(path, body, "123");
  }

  HttpResponse<String> put(String path, String body, String token)
      throws IOException, InterruptedException {
    return send(request(path).header("X-Rinha-Token", token).PUT(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> admin(String path) throws IOException, InterruptedException {
    return send(request(path).header("X-Rinha-Token", "123").GET());
  }

  HttpResponse<String> purge(String token) throws IOException, InterruptedException {
    return send(
        request("/admin/purge-payments")
            .header("X-Rinha-Token", token)
            .POST(BodyPublishers.noBody()));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(20));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}

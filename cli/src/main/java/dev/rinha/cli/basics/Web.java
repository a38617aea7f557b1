package dev.rinha.cli.basics;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Asks somebody something over HTTP, once, with little patience. Thread safe. */
public final class Web implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  /**
   * What was answered.
   *
   * @param status of HTTP
   * @param contentType empty if it was not said
   */
  public record Page(int status, String contentType, String body) {

    /** The first line of the body. */
    public String firstLine() {
      return body.lines().findFirst().orElse("").strip();
    }
  }

  private final Optional<String> token;

  /**
   * Ready to ask.
   *
   * @param token shown to whoever is asked; empty for none
   */
  public Web(Optional<String> token) {
    this.token = token;
  }

  /**
   * {@code GET}.
   *
   * @throws IOException if there is no answer; the message says whose
   */
  public Page get(URI url) throws IOException {
    HttpRequest.Builder asked = HttpRequest.newBuilder(url).timeout(PATIENCE);
    token.ifPresent(known -> asked.header("Authorization", "Bearer " + known));
    HttpRequest request = asked.build();
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      return new Page(
          answer.statusCode(),
          answer.headers().firstValue("Content-Type").orElse(""),
          answer.body());
    } catch (IOException e) {
      throw new IOException("no answer from " + url + ": " + FailureText.words(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + url, e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}

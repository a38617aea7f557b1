package dev.rinha.cli.basics;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** Asks somebody something over HTTP, once, with little patience. Thread safe. */
public final class Web implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

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
  private final boolean isService;
  private final HttpClient client;

  private Web(Optional<String> token, boolean isService, HttpClient client) {
    this.token = token;
    this.isService = isService;
    this.client = client;
  }

  /**
   * Asks services.
   *
   * @param token shown to whoever is asked; empty for none
   * @param tls what is believed of those behind {@code https}, and shown to them; empty for what
   *     the JDK believes
   */
  public static Web ofServices(Optional<String> token, Optional<SSLContext> tls) {
    return new Web(token, true, client(PATIENCE, tls));
  }

  /** Asks others, who are shown nothing. */
  public static Web ofOthers() {
    return new Web(Optional.empty(), false, client(PATIENCE, Optional.empty()));
  }

  /** A client that gives up connecting after this. */
  public static HttpClient client(Duration patience, Optional<SSLContext> tls) {
    HttpClient.Builder client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(patience);
    tls.ifPresent(client::sslContext);
    return client.build();
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
      String why = isService ? why(e) : FailureText.words(e);
      throw new IOException("no answer from " + url + ": " + why, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + url, e);
    }
  }

  /** Why a service gave no answer. */
  public static String why(IOException e) {
    return FailureText.words(e)
        + (e instanceof SSLException
            ? "; worker.trust-file names who is believed, and worker.client-certificate-file what"
                + " is shown"
            : "");
  }

  @Override
  public void close() {
    client.close();
  }
}

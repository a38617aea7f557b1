package dev.rinha.service.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An error as the caller gets it: {@code application/problem+json}, RFC 9457. Immutable.
 *
 * @param status usually that of the type; another where the web server has already chosen one
 * @param detail one sentence: what was wrong and what would be right
 * @param field the field or parameter that was wrong, if it was one
 * @param headers further headers of the answer, such as {@code Allow}
 */
record Problem(
    ProblemType type, Status status, String detail, Optional<String> field, List<Header> headers) {

  static final Header CONTENT_TYPE =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/problem+json");

  Problem {
    headers = List.copyOf(headers);
  }

  static Problem of(ProblemType type, String detail) {
    return new Problem(type, type.status(), detail, Optional.empty(), List.of());
  }

  static Problem field(String name, String complaint) {
    return of(ProblemType.INVALID_FIELD, name + " " + complaint).about(name);
  }

  static Problem parameter(String name, String complaint) {
    return of(ProblemType.INVALID_PARAMETER, name + " " + complaint).about(name);
  }

  Problem about(String name) {
    return new Problem(type, status, detail, Optional.of(name), headers);
  }

  Problem with(Header header) {
    List<Header> more = new ArrayList<>(headers);
    more.add(header);
    return new Problem(type, status, detail, field, more);
  }

  Problem retryAfter(Duration wait) {
    return with(HeaderValues.create(HeaderNames.RETRY_AFTER, String.valueOf(seconds(wait))));
  }

  /** Whole seconds, rounded up: {@code Retry-After} knows nothing smaller. */
  private static long seconds(Duration wait) {
    return Math.max(1, wait.plusMillis(999).toSeconds());
  }

  /** As an exception, for code that is in the middle of something. */
  ProblemException toException() {
    return new ProblemException(this);
  }

  void send(ServerResponse response) {
    begin(response).send(toJson());
  }

  /** The same, without a body where there must be none: Helidon sends one after HEAD, too. */
  void answer(ServerRequest request, ServerResponse response) {
    if (request.prologue().method().equals(Method.HEAD)) {
      begin(response).send();
    } else {
      send(response);
    }
  }

  private ServerResponse begin(ServerResponse response) {
    response.status(status).header(CONTENT_TYPE);
    headers.forEach(response::header);
    return response;
  }

  byte[] toJson() {
    StringBuilder json = new StringBuilder(160);
    json.append("{\"type\":").append(JsonText.quote(type.uri()));
    json.append(",\"title\":").append(JsonText.quote(type.title()));
    json.append(",\"status\":").append(status.code());
    json.append(",\"detail\":").append(JsonText.quote(detail));
    field.ifPresent(name -> json.append(",\"field\":").append(JsonText.quote(name)));
    return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }
}

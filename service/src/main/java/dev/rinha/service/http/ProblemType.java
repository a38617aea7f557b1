package dev.rinha.service.http;

import io.helidon.http.Status;

/**
 * The kinds of errors that an endpoint answers with; the {@code type} and {@code title} of RFC
 * 9457.
 */
enum ProblemType {
  MALFORMED_REQUEST("malformed-request", "Malformed HTTP request", Status.BAD_REQUEST_400),
  MALFORMED_JSON("malformed-json", "Body is not the JSON that is needed", Status.BAD_REQUEST_400),
  INVALID_FIELD("invalid-field", "Invalid field", Status.BAD_REQUEST_400),
  INVALID_PARAMETER("invalid-parameter", "Invalid parameter", Status.BAD_REQUEST_400),
  UNAUTHORIZED("unauthorized", "Token needed", Status.UNAUTHORIZED_401),
  FORBIDDEN("forbidden", "Not permitted", Status.FORBIDDEN_403),
  NOT_FOUND("not-found", "No such endpoint", Status.NOT_FOUND_404),
  PAYMENT_NOT_FOUND("payment-not-found", "No such payment", Status.NOT_FOUND_404),
  NOT_WAITING("not-waiting", "Payment does not wait here", Status.NOT_FOUND_404),
  NOT_DONE("not-done", "The act was not carried out", Status.CONFLICT_409),
  METHOD_NOT_ALLOWED("method-not-allowed", "Method not allowed", Status.METHOD_NOT_ALLOWED_405),
  BODY_TOO_LARGE("body-too-large", "Body too large", Status.REQUEST_ENTITY_TOO_LARGE_413),
  UNSUPPORTED_MEDIA_TYPE(
      "unsupported-media-type", "Unsupported media type", Status.UNSUPPORTED_MEDIA_TYPE_415),
  AMOUNT_CONFLICT(
      "amount-conflict", "Payment exists with another amount", Status.UNPROCESSABLE_CONTENT_422),
  ID_TAKEN("id-taken", "Id is not this client's", Status.UNPROCESSABLE_CONTENT_422),
  TOO_MANY_REQUESTS(
      "too-many-requests", "Too many requests of this client", Status.TOO_MANY_REQUESTS_429),
  SHARE_FULL(
      "share-full", "Too many payments of this client waiting", Status.TOO_MANY_REQUESTS_429),
  INTERNAL("internal", "Internal error", Status.INTERNAL_SERVER_ERROR_500),
  QUEUE_FULL("queue-full", "Too many payments waiting", Status.SERVICE_UNAVAILABLE_503),
  STORE_UNAVAILABLE("store-unavailable", "Store unavailable", Status.SERVICE_UNAVAILABLE_503),
  ACCEPTANCE_UNKNOWN(
      "acceptance-unknown",
      "Not known whether the payment was accepted",
      Status.SERVICE_UNAVAILABLE_503),
  OVERLOADED("overloaded", "Too many requests at once", Status.SERVICE_UNAVAILABLE_503),
  NOT_READY("not-ready", "Not ready", Status.SERVICE_UNAVAILABLE_503),
  WORKER_UNAVAILABLE("worker-unavailable", "Worker unavailable", Status.SERVICE_UNAVAILABLE_503),
  WORKER_TIMEOUT("worker-timeout", "Worker did not answer in time", Status.GATEWAY_TIMEOUT_504);

  private final String slug;
  private final String title;
  private final Status status;

  ProblemType(String slug, String title, Status status) {
    this.slug = slug;
    this.title = title;
    this.status = status;
  }

  /** A stable name for programs. */
  String uri() {
    return "urn:rinha:problem:" + slug;
  }

  String title() {
    return title;
  }

  Status status() {
    return status;
  }
}

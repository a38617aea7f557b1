package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every kind of bad input gets a 4xx that says what is wrong, and is not accepted, not even by
 * half.
 */
final class BadInputTest {

  private static final String ID = "4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3";

  private static RunningService service = RunningService.startCold(Map.of());

  @BeforeAll
  static void start() {
    service.await(() -> service.get("/healthz").statusCode() == 200);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static String payment(String id, String amount) {
    return "{\"correlationId\":" + id + ",\"amount\":" + amount + "}";
  }

  private static Arguments amount(String literal, String says) {
    return arguments("amount " + literal, payment("\"" + ID + "\"", literal), 400, says);
  }

  private static Arguments id(String literal, String says) {
    return arguments("correlationId " + literal, payment(literal, "19.90"), 400, says);
  }

  private static Arguments body(String name, String body, String says) {
    return arguments(name, body, 400, says);
  }

  static Stream<Arguments> badPayments() {
    String good = payment("\"" + ID + "\"", "19.90");
    return Stream.of(
        body("empty body", "", "the body ends"),
        body("not JSON", "hello", "expected a JSON object"),
        body("XML", "<payment/>", "expected a JSON object"),
        body("JSON string", "\"x\"", "expected a JSON object"),
        body("array", "[" + good + "]", "expected a JSON object"),
        body("null", "null", "expected a JSON object"),
        body("number", "19.90", "expected a JSON object"),
        body("truncated", good.substring(0, good.length() - 1), "the body ends"),
        body("truncated in a string", "{\"correlationId\":\"4a79", "the body ends"),
        body("trailing garbage", good + "x", "nothing after the object"),
        body("two objects", good + good, "nothing after the object"),
        body("trailing comma", "{\"amount\":1,}", "a field name"),
        body("missing comma", "{\"amount\":1 \"x\":2}", "',' or '}'"),
        body("missing colon", "{\"amount\" 1}", "':'"),
        body("single quotes", "{'amount':1}", "double quotes"),
        body("unquoted name", "{amount:1}", "double quotes"),
        body("comment", "{/* */\"amount\":1}", "a field name"),
        body("byte order mark", "\uFEFF" + good, "a byte order mark 0xef"),
        body("control character in a string", "{\"a\":\"\n\"}", "no control character"),
        body("bad escape", "{\"a\":\"\\x\"}", "an escape"),
        body("bad unicode escape", "{\"a\":\"\\u00zz\"}", "four hexadecimal digits"),
        body(
            "nested too deeply",
            "{\"a\":" + "[".repeat(50) + "]".repeat(50) + "}",
            "nested deeper"),
        body(
            "duplicate amount",
            "{\"correlationId\":\"" + ID + "\",\"amount\":1,\"amount\":1}",
            "'amount' occurs twice"),
        body(
            "duplicate id",
            "{\"correlationId\":\"" + ID + "\",\"correlationId\":\"" + ID + "\",\"amount\":1}",
            "'correlationId' occurs twice"),
        body(
            "duplicate id by escape",
            "{\"correlationId\":\""
                + ID
                + "\",\"\\u0063orrelationId\":\""
                + ID
                + "\",\"amount\":1}",
            "occurs twice"),
        body("duplicate other field", "{\"x\":1,\"x\":1}", "'x' occurs twice"),
        body("both missing", "{}", "correlationId is missing"),
        body("id missing", "{\"amount\":19.90}", "correlationId is missing"),
        body("amount missing", "{\"correlationId\":\"" + ID + "\"}", "amount is missing"),
        body(
            "other case of names",
            "{\"CorrelationId\":\"" + ID + "\",\"Amount\":1}",
            "correlationId is missing"),
        body(
            "broken extra field",
            "{\"correlationId\":\"" + ID + "\",\"amount\":1,\"x\":tru}",
            "the word true"),
        id("null", "must be a string, was null"),
        id("42", "must be a string, was a number"),
        id("true", "must be a string, was a boolean"),
        id("{}", "must be a string, was an object"),
        id("[]", "must be a string, was an array"),
        id("\"\"", "must be a UUID"),
        id("\"abc\"", "must be a UUID"),
        id("\"1-1-1-1-1\"", "must be a UUID"),
        id("\"4a7901b87d264d9daa194dc1c7cf60b3\"", "must be a UUID"),
        id("\"{" + ID + "}\"", "must be a UUID"),
        id("\" " + ID + "\"", "must be a UUID"),
        id("\"4a7901b8-7d26-4d9d-aa19-4dc1c7cf60bg\"", "must be a UUID"),
        id("\"4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b٣\"", "must be a UUID"),
        id("\"+a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3\"", "must be a UUID"),
        amount("null", "must be a number, was null"),
        amount("\"19.90\"", "must be a number, was a string"),
        amount("true", "must be a number, was a boolean"),
        amount("{\"value\":1}", "must be a number, was an object"),
        amount("[1]", "must be a number, was an array"),
        amount("0", "must be above zero"),
        amount("0.00", "must be above zero"),
        amount("-0", "must be above zero"),
        amount("0e5", "must be above zero"),
        amount("-1", "must not be negative"),
        amount("-0.01", "must not be negative"),
        amount("0.001", "at most two decimals"),
        amount("19.999", "at most two decimals"),
        amount("1e-3", "at most two decimals"),
        amount("1e-999999999", "at most two decimals"),
        amount("0e-999999999", "at most two decimals"),
        amount("1e999999999", "must be at most"),
        amount("100000000.01", "must be at most"),
        amount("99999999999999999999", "must be at most"),
        amount("1" + "0".repeat(400), "must have at most"),
        amount("NaN", "in amount"),
        amount("Infinity", "in amount"),
        amount("-Infinity", "a digit"),
        amount("+1", "in amount"),
        amount(".5", "in amount"),
        amount("1.", "a digit"),
        amount("01", "the end of the number"),
        amount("0x10", "the end of the number"),
        amount("1,5", "a field name"),
        amount("1_000", "the end of the number"),
        amount("", "in amount"),
        arguments("body over the limit", good + " ".repeat(4096), 413, "at most 4096 bytes"),
        arguments("body far over the limit", good + " ".repeat(10_000), 413, "at most 4096 bytes"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badPayments")
  void badPaymentIsRefused(String name, String body, int status, String says) {
    HttpResponse<String> answer = service.post("/payments", body);

    assertProblem(answer, status, says);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badPayments")
  void badPaymentInChunksIsRefused(String name, String body, int status, String says) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    BodyPublisher chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes));

    assertProblem(service.send("POST", "/payments", chunked), status, says);
  }

  static Stream<Arguments> badEncodings() {
    byte[] good = payment("\"" + ID + "\"", "19.90").getBytes(StandardCharsets.UTF_8);
    return Stream.of(
        arguments(
            "UTF-16LE",
            new String(good, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16LE)),
        arguments(
            "UTF-16BE",
            new String(good, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16BE)),
        arguments(
            "UTF-32", new String(good, StandardCharsets.UTF_8).getBytes(Charset.forName("UTF-32"))),
        arguments(
            "lone continuation byte", "{\"x\":\"\u0080\"}".getBytes(StandardCharsets.ISO_8859_1)),
        arguments(
            "overlong slash", "{\"x\":\"\u00c0\u00af\"}".getBytes(StandardCharsets.ISO_8859_1)),
        arguments(
            "encoded surrogate",
            "{\"x\":\"\u00ed\u00a0\u0080\"}".getBytes(StandardCharsets.ISO_8859_1)),
        arguments(
            "cut character", "{\"x\":\"\u00e2\u0082\"}".getBytes(StandardCharsets.ISO_8859_1)),
        arguments("nothing but zeros", new byte[64]));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badEncodings")
  void otherEncodingIsRefused(String name, byte[] body) {
    assertProblem(service.send("POST", "/payments", BodyPublishers.ofByteArray(body)), 400, "");
  }

  static Stream<Arguments> badQueries() {
    String time = "2025-07-15T12:34:56.000Z";
    return Stream.of(
        arguments("from=", "from must be an ISO-8601"),
        arguments("from", "from must be an ISO-8601"),
        arguments("to=", "to must be an ISO-8601"),
        arguments("from=yesterday", "from must be an ISO-8601"),
        arguments("to=1752582896", "to must be an ISO-8601"),
        arguments("from=2025-07-15", "from must be an ISO-8601"),
        arguments("from=2025-07-15T12:34:56", "from must be an ISO-8601"),
        arguments("from=2025-07-15%2012:34:56Z", "from must be an ISO-8601"),
        arguments("from=2025-07-15T12:34:56+0000", "from must be an ISO-8601"),
        arguments("from=2025-07-15T12:34:56-0300", "from must be an ISO-8601"),
        arguments("from=2025-07-15T12:34:56+0:00", "from must be an ISO-8601"),
        arguments("from=2025-07-15T12:34:56%20%2B00:00", "from must be an ISO-8601"),
        arguments("from=2025-07-15T12:34:56UTC", "from must be an ISO-8601"),
        arguments("from=2025-07-15T12Z", "from must be an ISO-8601"),
        arguments("from=2025-07-15T12:34:56,5Z", "from must be an ISO-8601"),
        arguments("from=2025-07-15T24:00:00Z", "from must be an ISO-8601"),
        arguments("from=2025-07-15T12:34:60Z", "from must be an ISO-8601"),
        arguments("from=20250715T123456Z", "from must be an ISO-8601"),
        arguments("from=now", "from must be an ISO-8601"),
        arguments("from=2025-13-15T12:34:56Z", "from must be an ISO-8601"),
        arguments("from=2025-02-30T12:34:56Z", "from must be an ISO-8601"),
        arguments("from=2025-07-15T25:34:56Z", "from must be an ISO-8601"),
        arguments("to=2025-07-15T12:34:56.1234567890Z", "to must be an ISO-8601"),
        arguments("to=%2B999999999-01-01T00:00:00Z", "to must be an ISO-8601"),
        arguments("to=-999999999-01-01T00:00:00Z", "to must be an ISO-8601"),
        arguments("to=2025-07-15T12:34:56.000Z%5BUTC%5D", "to must be an ISO-8601"),
        arguments("from=" + time + "&from=" + time, "from must be given once"),
        arguments("to=" + time + "&to=2025-07-15T12:34:57Z", "to must be given once"),
        arguments("from=2025-07-15T12:34:56.001Z&to=" + time, "from must not be after to"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badQueries")
  void badWindowIsRefused(String query, String says) {
    assertProblem(service.get("/payments-summary?" + query), 400, says);
  }

  static Stream<Arguments> unknownParameters() {
    String time = "2025-07-15T12:34:56.000Z";
    return Stream.of(
        arguments("GET", "/payments-summary?FROM=" + time, "'FROM'; from and to are known"),
        arguments("GET", "/payments-summary?from=" + time + "&until=" + time, "'until'"),
        arguments("GET", "/payments-summary?From", "'From'"),
        arguments("GET", "/payments-summary?from%20=" + time, "'from '"),
        arguments("GET", "/payments-summary?to=" + time + "&=", "there is no parameter ''"),
        arguments("POST", "/purge-payments?before=" + time, "'before'; no parameters are taken"),
        arguments("POST", "/payments?dry-run=true", "'dry-run'; no parameters are taken"));
  }

  /** {@code FROM=} was answered with the total of all time, {@code ?before=} purged everything. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("unknownParameters")
  void unknownParameterIsRefused(String method, String pathAndQuery, String says) {
    String body = method.equals("POST") ? payment("\"" + ID + "\"", "19.90") : "";

    HttpResponse<String> answer = service.send(method, pathAndQuery, BodyPublishers.ofString(body));

    assertProblem(answer, 400, says);
    assertEquals(List.of(), service.askedWindows);
  }

  static Stream<Arguments> wrongMethods() {
    return Stream.of(
            Map.entry("/payments", "POST"),
            Map.entry("/payments-summary", "GET"),
            Map.entry("/purge-payments", "POST"),
            Map.entry("/healthz", "GET"),
            Map.entry("/openapi", "GET"))
        .flatMap(
            endpoint ->
                Stream.of("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "FROB")
                    .filter(method -> !method.equals(endpoint.getValue()))
                    .map(method -> arguments(method, endpoint.getKey(), endpoint.getValue())));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("wrongMethods")
  void wrongMethodIsRefused(String method, String path, String allowed) {
    HttpResponse<String> answer = service.send(method, path, BodyPublishers.noBody());

    assertProblem(answer, 405, path + " allows " + allowed + " only");
    assertEquals(allowed, answer.headers().firstValue("Allow").orElse(""));
  }

  static Stream<String> unknownPaths() {
    return Stream.of(
        "/",
        "/payment",
        "/payments/" + ID + "/more",
        "/PAYMENTS",
        "/healthz/live",
        "/%2e%2e/payments");
  }

  @ParameterizedTest
  @MethodSource("unknownPaths")
  void unknownPathIsRefused(String path) {
    assertProblem(service.get(path), 404, "there is no");
  }

  static Stream<Arguments> contentTypes() {
    return Stream.of(
        arguments("application/json", 202),
        arguments("application/json; charset=utf-8", 202),
        arguments("Application/JSON", 202),
        arguments("application/vnd.payment+json", 202),
        arguments("application/x-www-form-urlencoded", 202),
        arguments("text/plain", 202),
        arguments("text/xml", 415),
        arguments("application/xml", 415),
        arguments("multipart/form-data; boundary=x", 415),
        arguments("image/png", 415));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("contentTypes")
  void bodiesThatSayTheyAreSomethingElseAreRefused(String contentType, int status) {
    String body = payment("\"" + UUID.randomUUID() + "\"", "19.90");

    HttpResponse<String> answer =
        service.send(
            "POST", "/payments", BodyPublishers.ofString(body), "Content-Type", contentType);

    if (status == 202) {
      assertEquals(202, answer.statusCode());
      service.intake.accepted.clear();
    } else {
      assertProblem(answer, status, "must be application/json");
    }
  }

  static Stream<Arguments> malformedHttp() {
    return Stream.of(
        arguments("no HTTP at all", "hello\r\n\r\n", "400"),
        arguments("no host", "GET /healthz HTTP/1.1\r\n\r\n", "400"),
        arguments("bad header", "GET /healthz HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n", "400"),
        arguments(
            "bad content length",
            "POST /payments HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
            "400"),
        arguments(
            "negative content length",
            "POST /payments HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
            "400"),
        arguments(
            "bad chunk",
            "POST /payments HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "400"),
        arguments(
            "huge declared body",
            "POST /payments HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n",
            "413"),
        arguments(
            "huge chunk",
            "POST /payments HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n",
            "413"),
        arguments(
            "bad escape in query",
            "GET /payments-summary?from=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            "400"),
        arguments(
            "bad escape in the name of a parameter",
            "GET /payments-summary?%zz=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            "400"),
        arguments(
            "header too long",
            "GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(40_000) + "\r\n\r\n",
            "4"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformedHttp")
  void malformedHttpIsRefused(String name, String request, String status) {
    String answer = service.raw(request);

    assertAll(
        answer,
        () -> assertTrue(answer.startsWith("HTTP/1.1 " + status)),
        () -> assertTrue(answer.contains("application/problem+json")),
        () -> assertTrue(answer.contains("\"detail\":\"")));
    assertTrue(service.intake.accepted.isEmpty());
  }

  static Stream<Arguments> chunksThatAreNotUnderstood() {
    String good = payment("\"" + ID + "\"", "19.90");
    String size = Integer.toHexString(good.length());
    return Stream.of(
        arguments("an extension", size + ";a=b\r\n" + good + "\r\n0\r\n\r\n"),
        arguments("an extension of the last chunk", size + "\r\n" + good + "\r\n0;a\r\n\r\n"),
        arguments("a trailer", size + "\r\n" + good + "\r\n0\r\nX: y\r\n\r\n"),
        arguments("no last chunk", size + "\r\n" + good + "\r\n"),
        arguments("a size that lies", "5\r\n" + good + "\r\n0\r\n\r\n"));
  }

  /** Where a body ends that is not understood is not known: what follows is no request. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("chunksThatAreNotUnderstood")
  void chunksThatAreNotUnderstoodAreRefusedAndTheConnectionIsClosed(String name, String chunks) {
    String answer = service.raw(inChunks(chunks) + GET_HEALTH);

    assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
    assertEquals(1, answers(answer), answer);
    assertTrue(service.intake.accepted.isEmpty());
  }

  /** The server passes over what should end a chunk; so what follows is no request here either. */
  @Test
  void connectionIsClosedAfterABodyInChunks() {
    String good = payment("\"" + ID + "\"", "19.90");
    String size = Integer.toHexString(good.length());

    for (String end : List.of("\r\n", "XX")) {
      String answer = service.raw(inChunks(size + "\r\n" + good + end + "0\r\n\r\n") + GET_HEALTH);

      service.intake.accepted.clear();
      assertTrue(answer.startsWith("HTTP/1.1 202"), answer);
      assertTrue(answer.toLowerCase(Locale.ROOT).contains("connection: close"), answer);
      assertEquals(1, answers(answer), answer);
    }
  }

  private static final String GET_HEALTH =
      "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

  private static String inChunks(String chunks) {
    return "POST /payments HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks;
  }

  private static int answers(String text) {
    return text.split("HTTP/1\\.1 ", -1).length - 1;
  }

  /** A body after the answer to HEAD would be read as the beginning of the next answer. */
  @ParameterizedTest
  @ValueSource(strings = {"/healthz", "/payments", "/nowhere"})
  void answerToHeadHasNoBody(String path) {
    String answer = service.raw("HEAD " + path + " HTTP/1.1\r\nHost: x\r\n\r\n" + GET_HEALTH);

    String first = answer.substring(0, answer.indexOf("\r\n\r\n"));
    String rest = answer.substring(first.length() + 4);
    assertTrue(first.startsWith(path.equals("/nowhere") ? "HTTP/1.1 404" : "HTTP/1.1 405"), answer);
    assertTrue(rest.startsWith("HTTP/1.1 200"), answer);
  }

  /** It may have what ends a line anywhere in it. */
  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r\r", " / \r\n"})
  void greetingOfTlsIsARequestThatIsWrongAndNoErrorOfOurs(String somewhere) {
    String answer =
        service.raw(
            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003"
                + somewhere
                + "\u00aa".repeat(500));

    assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
    assertEquals(1, answers(answer), answer);
  }

  @Test
  void requestThatIsCutOffIsNotAccepted() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", service.port())) {
      socket
          .getOutputStream()
          .write(
              ("POST /payments HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n"
                      + payment("\"" + ID + "\"", "19.90"))
                  .getBytes(StandardCharsets.US_ASCII));
    }
    assertEquals(200, service.get("/healthz").statusCode());
    assertTrue(service.intake.accepted.isEmpty());
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String says) {
    assertAll(
        answer.body(),
        () -> assertEquals(status, answer.statusCode()),
        () ->
            assertEquals(
                "application/problem+json", answer.headers().firstValue("Content-Type").orElse("")),
        () -> assertTrue(answer.body().startsWith("{\"type\":\"urn:rinha:problem:")),
        () -> assertTrue(answer.body().contains("\"status\":" + status + ",")),
        () -> assertTrue(detail(answer.body()).contains(says), says),
        () -> assertFalse(detail(answer.body()).isBlank()),
        () -> assertTrue(service.intake.accepted.isEmpty(), "something was accepted"),
        () -> assertEquals(0, service.purges.get(), "something was purged"));
  }

  private static String detail(String problem) {
    int start = problem.indexOf("\"detail\":\"") + 10;
    return problem.substring(start, problem.indexOf('"', start));
  }
}

package dev.rinha.simulator;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;

/** What the calls have in common on the wire. */
final class Replies {

    static final int MAX_BODY_BYTES = 16 * 1024;

    private Replies() {}

    /** The whole body; a longer one than {@link #MAX_BODY_BYTES} the server has already refused with 413. */
    static byte[] body(ServerRequest request) {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        try (InputStream body = request.content().inputStream()) {
            return body.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException("request body broke off", broken);
        }
    }

    static void json(ServerResponse response, Status status, byte[] body) {
        response.status(status).header(HeaderValues.CONTENT_TYPE_JSON).send(body);
    }

    static void message(ServerResponse response, Status status, String message) {
        json(response, status, Json.message(message));
    }

    static void calmDown(ServerResponse response, Duration retryAfter, byte[] body) {
        long seconds = Math.max(1, retryAfter.toSeconds());
        response.header(HeaderNames.RETRY_AFTER, Long.toString(seconds));
        json(response, Status.TOO_MANY_REQUESTS_429, body);
    }
}

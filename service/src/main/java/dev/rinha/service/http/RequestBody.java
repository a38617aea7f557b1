package dev.rinha.service.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderValues;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Reads request bodies up to a limit.
 *
 * <p>A little more than the limit is still taken from the wire (the web server's own, harder limit,
 * see {@link #HARD_LIMIT_FACTOR}), so that a caller who is slightly above it reads our answer
 * instead of a connection reset; beyond that the connection is cut.
 *
 * @param limitBytes the largest body that is accepted, in bytes
 */
record RequestBody(int limitBytes) {

  /** The web server refuses bodies above the limit times this without reading them. */
  static final int HARD_LIMIT_FACTOR = 4;

  /**
   * @throws ProblemException if it is larger than the limit or cannot be read to its end; what is
   *     behind it on the connection cannot be trusted then
   */
  byte[] read(ServerRequest request) throws IOException {
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    try {
      return readEntity(request);
    } catch (RequestException e) {
      throw e.status().equals(Status.REQUEST_ENTITY_TOO_LARGE_413) ? tooLarge() : unreadable();
    } catch (DataReader.InsufficientDataAvailableException
        | DataReader.IncorrectNewLineException
        | NumberFormatException e) {
      throw unreadable();
    }
  }

  private static ProblemException unreadable() {
    return Problem.of(
            ProblemType.MALFORMED_REQUEST,
            "the body is cut off, or its chunks are malformed or have extensions or trailers, which"
                + " are not taken")
        .with(HeaderValues.CONNECTION_CLOSE)
        .toException();
  }

  /** Does not close the stream: closing reads to the end, and waits for one that never comes. */
  private byte[] readEntity(ServerRequest request) throws IOException {
    InputStream in = request.content().inputStream();
    byte[] body =
        request.headers().contentLength().isPresent() ? exactly(request, in) : upToLimit(in);
    if (body.length > limitBytes) {
      in.transferTo(OutputStream.nullOutputStream());
      throw tooLarge();
    }
    return body;
  }

  private byte[] exactly(ServerRequest request, InputStream in) throws IOException {
    long length = request.headers().contentLength().getAsLong();
    byte[] body = new byte[(int) Math.min(length, limitBytes + 1L)];
    int read = in.readNBytes(body, 0, body.length);
    return read == body.length ? body : Arrays.copyOf(body, read);
  }

  private byte[] upToLimit(InputStream in) throws IOException {
    return in.readNBytes(limitBytes + 1);
  }

  private ProblemException tooLarge() {
    return Problem.of(
            ProblemType.BODY_TOO_LARGE, "the body must have at most " + limitBytes + " bytes")
        .toException();
  }
}

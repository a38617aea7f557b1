package dev.rinha.service.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.InternalServerException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;

/**
 * {@code GET /openapi}: the description of the endpoints, read from the class path when asked for.
 */
final class OpenApi implements Handler {

  private static final String RESOURCE = "openapi.yaml";

  @Override
  public void handle(ServerRequest request, ServerResponse response) throws IOException {
    try (InputStream description = OpenApi.class.getResourceAsStream(RESOURCE)) {
      if (description == null) {
        throw new InternalServerException(
            RESOURCE + " is not on the class path", new IOException());
      }
      response
          .header(HeaderValues.create(HeaderNames.CONTENT_TYPE, "application/yaml"))
          .send(description.readAllBytes());
    }
  }
}

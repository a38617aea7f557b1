package dev.rinha.service.http;

import dev.rinha.service.config.BuildInfo;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.InternalServerException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * {@code GET /dashboard} and what the page needs, read from the class path when asked for. A
 * browser is told to load nothing from elsewhere and to run nothing that stands in the page. Thread
 * safe.
 */
final class DashboardFiles implements Handler {

  static final String PAGE = "/dashboard";
  static final String FILES = "/dashboard/{file}";

  static final List<Header> SAFE =
      List.of(
          HeaderValues.createCached(
              "Content-Security-Policy",
              "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"),
          HeaderValues.createCached("X-Content-Type-Options", "nosniff"),
          HeaderValues.createCached("Referrer-Policy", "no-referrer"),
          HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-cache"));

  private static final String HTML = "text/html; charset=utf-8";
  private static final String CSS = "text/css; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";

  /** Where a file lies, and what it is. */
  private record Resource(String path, String type) {

    private static Resource own(String name, String type) {
      return new Resource("dev/rinha/service/http/dashboard/" + name, type);
    }

    /** From the jar that Maven has fetched. */
    private static Resource ofCharts(String name, String type) {
      return new Resource(
          "META-INF/resources/webjars/uplot/%s/dist/%s".formatted(BuildInfo.read().uplot(), name),
          type);
    }
  }

  private final Resource page = Resource.own("dashboard.html", HTML);
  private final Map<String, Resource> files =
      Map.of(
          "access.js", Resource.own("access.js", SCRIPT),
          "dashboard.js", Resource.own("dashboard.js", SCRIPT),
          "acts.js", Resource.own("acts.js", SCRIPT),
          "icon.svg", Resource.own("icon.svg", "image/svg+xml"),
          "dashboard.css", Resource.own("dashboard.css", CSS),
          "colours.css", Resource.own("colours.css", CSS),
          "look.css", Resource.own("look.css", CSS),
          "uplot.js", Resource.ofCharts("uPlot.iife.min.js", SCRIPT),
          "uplot.css", Resource.ofCharts("uPlot.min.css", CSS));

  @Override
  public void handle(ServerRequest request, ServerResponse response) throws IOException {
    Resource asked =
        request.path().pathParameters().first("file").asOptional().map(this::file).orElse(page);
    try (InputStream content =
        DashboardFiles.class.getClassLoader().getResourceAsStream(asked.path())) {
      if (content == null) {
        throw new InternalServerException(
            asked.path() + " is not on the class path", new IOException());
      }
      SAFE.forEach(response::header);
      response.header(HeaderNames.CONTENT_TYPE, asked.type()).send(content.readAllBytes());
    }
  }

  private Resource file(String name) {
    Resource known = files.get(name);
    if (known == null) {
      throw Problem.of(ProblemType.NOT_FOUND, "the dashboard has no file " + JsonText.excerpt(name))
          .toException();
    }
    return known;
  }
}

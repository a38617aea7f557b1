package dev.rinha.cli.options;

import java.net.URI;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Makes an address of {@code http://host:port}; every option of type {@link URI} is one. */
public final class UrlConverter implements ITypeConverter<URI> {

  private static final List<String> SCHEMES = List.of("http", "https");

  /** Needs nothing. */
  public UrlConverter() {}

  @Override
  public URI convert(String text) {
    try {
      URI url = URI.create(text);
      if (url.getHost() != null && SCHEMES.contains(url.getScheme())) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new TypeConversionException("must look like http://host:port, was '" + text + "'");
  }
}

package dev.rinha.core.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** A library that only a part of this one needs, and that may not be on the class path. */
public enum OptionalDependency {
  /** For {@code RedisStore}. */
  LETTUCE("the store in Redis", "io.lettuce.core.RedisClient"),
  /** For {@code HelidonProcessorClient}. */
  WEBCLIENT("the HTTP client of processors", "io.helidon.webclient.api.WebClient");

  private final String user;
  private final String oneOfItsClasses;

  OptionalDependency(String user, String oneOfItsClasses) {
    this.user = user;
    this.oneOfItsClasses = oneOfItsClasses;
  }

  /**
   * Makes one clear line of what would be a {@link NoClassDefFoundError}.
   *
   * @throws IllegalStateException if it is not on the class path; names the artifact and version
   */
  public void require() {
    try {
      Class.forName(oneOfItsClasses, false, OptionalDependency.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          user + " needs " + artifact() + ", which is not on the class path; add that dependency",
          e);
    }
  }

  private String artifact() {
    Properties artifacts = new Properties();
    try (InputStream in = OptionalDependency.class.getResourceAsStream("artifacts.properties")) {
      artifacts.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return artifacts.getProperty(name());
  }
}

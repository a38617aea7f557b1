package dev.rinha.service.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which build this is. Immutable.
 *
 * @param revision the commit that it was made from, as far as whoever made it said
 * @param uplot the version of the charts of the dashboard
 */
public record BuildInfo(String version, String revision, String uplot) {

  /** This one. */
  public static BuildInfo read() {
    Properties build = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
      if (in != null) {
        build.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new BuildInfo(
        build.getProperty("version", "unknown"),
        build.getProperty("revision", "unknown"),
        build.getProperty("uplot", "unknown"));
  }
}

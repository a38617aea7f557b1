package dev.rinha.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Says which build this is, and on which JDK it runs. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() throws IOException {
    Properties build = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("build.properties")) {
      if (in != null) {
        build.load(in);
      }
    }
    return new String[] {
      "rinha-cli "
          + build.getProperty("version", "unknown")
          + ", built from "
          + build.getProperty("revision", "unknown"),
      "JDK " + Runtime.version() + ", " + System.getProperty("java.vm.vendor", "unknown vendor")
    };
  }
}

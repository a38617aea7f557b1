package dev.rinha.cli;

import dev.rinha.service.config.BuildInfo;
import picocli.CommandLine.IVersionProvider;

/** Says which build this is, and on which JDK it runs. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    BuildInfo build = BuildInfo.read();
    return new String[] {
      "rinha-cli " + build.version() + ", built from " + build.revision(),
      "JDK " + Runtime.version() + ", " + System.getProperty("java.vm.vendor", "unknown vendor")
    };
  }
}

package dev.rinha.service.config;

/** Writes the reference of all settings; {@code docs/configuration.md} is its output. */
final class ConfigurationReference {

  private static final String INTRODUCTION =
      """
      # Configuration

      Generated from the list of settings in the service; a test compares the two.

      Each setting has one key and one environment variable derived from it; those of the challenge
      (`MODE`, `PORT`, …) are aliases. The first that is given wins: flag (`--server.port=9999` or `--server.port 9999`), environment
      (`RINHA_SERVER_PORT` before `PORT`), the file that `config-file` names (`server.port=9999`), default.
      An empty variable counts as not given. A bad value or an unknown key stops the start with one line and
      exit code 2.

      | key | environment | default | allowed | what it does |
      |---|---|---|---|---|
      """;

  private ConfigurationReference() {}

  static String markdown() {
    StringBuilder markdown = new StringBuilder(INTRODUCTION);
    for (Setting<?> setting : Settings.all()) {
      markdown
          .append("| `")
          .append(setting.key())
          .append("` | `")
          .append(setting.env())
          .append('`')
          .append(setting.alias().map(alias -> ", `" + alias + "`").orElse(""))
          .append(" | ")
          .append(setting.defaultValue().map(value -> "`" + value + "`").orElse("–"))
          .append(" | ")
          .append(setting.range().allowed())
          .append(" | ")
          .append(setting.description())
          .append(" |\n");
    }
    return markdown.toString();
  }
}

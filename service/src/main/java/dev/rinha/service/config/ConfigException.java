package dev.rinha.service.config;

/** A setting that cannot be used. The message is one line for the person who set it. */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Creates one with its line; what of it is no visible text is shown as a question mark. */
  public ConfigException(String message) {
    super(message.replaceAll("[\\p{Cc}\\p{Cf}]", "?"));
  }
}

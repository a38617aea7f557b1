package dev.rinha.service.config;

/** A setting that cannot be used. The message is one line for the person who set it. */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Creates one with its line. */
  public ConfigException(String message) {
    super(message);
  }
}

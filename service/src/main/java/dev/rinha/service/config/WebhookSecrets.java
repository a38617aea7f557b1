package dev.rinha.service.config;

import java.util.Base64;
import java.util.List;

/**
 * What the events of a webhook are signed with. Immutable; its text has no secret.
 *
 * @param values each {@value #PREFIX} and the bytes in Base64
 */
public record WebhookSecrets(List<String> values) {

  /** What every secret begins with. */
  public static final String PREFIX = "whsec_";

  private static final int MIN_BYTES = 24;
  private static final int MAX_BYTES = 64;

  /**
   * @throws IllegalArgumentException if there is none, or one is none
   */
  public WebhookSecrets {
    values = List.copyOf(values);
    if (values.isEmpty() || !values.stream().allMatch(WebhookSecrets::isSecret)) {
      throw new IllegalArgumentException("not the secrets of a webhook");
    }
  }

  private static boolean isSecret(String value) {
    if (!value.startsWith(PREFIX)) {
      return false;
    }
    int bytes = Base64.getDecoder().decode(value.substring(PREFIX.length())).length;
    return bytes >= MIN_BYTES && bytes <= MAX_BYTES;
  }

  @Override
  public String toString() {
    return values.size() + " secrets";
  }
}

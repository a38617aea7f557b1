package dev.rinha.service.http;

import dev.rinha.core.payment.Money;
import dev.rinha.service.http.JsonCursor.Kind;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /payments}. Fields of other names are allowed and ignored; a name that
 * occurs twice is not, because the two readers on our way (a proxy's and ours) might choose
 * differently. Public for whoever wants to know beforehand what the gateway would say.
 *
 * @param amount above zero
 */
public record PaymentRequest(UUID correlationId, Money amount) {

  private static final String CORRELATION_ID = "correlationId";
  private static final String AMOUNT = "amount";

  /**
   * More than any amount with two decimals needs; keeps {@code 1e-999999999} away from big
   * arithmetic.
   */
  private static final int MAX_EXPONENT_DIGITS = 2;

  /**
   * Reads one.
   *
   * @param body JSON in UTF-8
   * @throws ProblemException if the body is no such request; says where and why
   */
  public static PaymentRequest parse(byte[] body) {
    JsonCursor json = new JsonCursor(body);
    Fields fields = new Fields();
    json.enterObject();
    for (boolean first = true; json.hasField(first); first = false) {
      fields.read(json);
    }
    json.requireEnd();
    return fields.toRequest();
  }

  /** What has been read so far. */
  private static final class Fields {

    private @Nullable UUID correlationId;
    private @Nullable Money amount;
    private @Nullable Set<String> others;

    void read(JsonCursor json) {
      String name = json.fieldName();
      switch (name) {
        case CORRELATION_ID -> {
          requireFirst(name, correlationId == null);
          correlationId = readCorrelationId(json);
        }
        case AMOUNT -> {
          requireFirst(name, amount == null);
          amount = readAmount(json);
        }
        default -> {
          requireFirst(name, remember(name));
          json.skipValue();
        }
      }
    }

    private boolean remember(String name) {
      if (others == null) {
        others = new HashSet<>();
      }
      return others.add(name);
    }

    PaymentRequest toRequest() {
      if (correlationId == null) {
        throw Problem.field(CORRELATION_ID, "is missing; it must be a UUID").toException();
      }
      if (amount == null) {
        throw Problem.field(AMOUNT, "is missing; it must be a number above zero").toException();
      }
      return new PaymentRequest(correlationId, amount);
    }
  }

  private static void requireFirst(String name, boolean first) {
    if (!first) {
      throw Problem.of(
              ProblemType.MALFORMED_JSON, "the field " + JsonText.excerpt(name) + " occurs twice")
          .about(name)
          .toException();
    }
  }

  private static UUID readCorrelationId(JsonCursor json) {
    requireKind(json, CORRELATION_ID, Kind.STRING);
    try {
      return CanonicalUuid.parse(json.string());
    } catch (IllegalArgumentException e) {
      throw Problem.field(CORRELATION_ID, String.valueOf(e.getMessage())).toException();
    }
  }

  private static Money readAmount(JsonCursor json) {
    requireKind(json, AMOUNT, Kind.NUMBER);
    String text = json.number();
    requireShortExponent(text);
    Money amount = parseAmount(text);
    if (amount.cents() == 0) {
      throw Problem.field(AMOUNT, "must be above zero, was " + JsonText.excerpt(text))
          .toException();
    }
    return amount;
  }

  private static Money parseAmount(String text) {
    try {
      return Money.parse(text);
    } catch (IllegalArgumentException e) {
      throw Problem.field(AMOUNT, String.valueOf(e.getMessage())).toException();
    }
  }

  private static void requireShortExponent(String text) {
    int exponent = Math.max(text.indexOf('e'), text.indexOf('E'));
    if (exponent < 0) {
      return;
    }
    int sign = Character.isDigit(text.charAt(exponent + 1)) ? 0 : 1;
    if (text.length() - exponent - 1 - sign > MAX_EXPONENT_DIGITS) {
      throw Problem.field(
              AMOUNT,
              "must be at most "
                  + Money.MAX
                  + " with at most two decimals, was "
                  + JsonText.excerpt(text))
          .toException();
    }
  }

  private static void requireKind(JsonCursor json, String name, Kind needed) {
    Kind kind;
    try {
      kind = json.kind();
    } catch (ProblemException e) {
      throw Problem.of(ProblemType.MALFORMED_JSON, "in " + name + ": " + e.problem().detail())
          .about(name)
          .toException();
    }
    if (kind != needed) {
      throw Problem.field(name, "must be " + needed.withArticle() + ", was " + kind.withArticle())
          .toException();
    }
  }
}

package dev.rinha.service.http;

import dev.rinha.core.history.Remark;
import dev.rinha.core.history.Verdict;
import dev.rinha.service.http.JsonCursor.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The body of an operator's act: {@code {"reason": "…"}}, and what the act itself wants. Another
 * field means something that would not happen, and is refused.
 *
 * @param fields by name
 */
record ActRequest(Map<String, String> fields) {

  private static final String REASON = "reason";

  /** The field with what a payment in doubt is said to be. */
  static final String AS = "as";

  /**
   * @param body JSON in UTF-8
   * @param more which fields it may have beside the reason
   * @throws ProblemException if the body is no such request; says where and why
   */
  static ActRequest parse(byte[] body, String... more) {
    JsonCursor json = new JsonCursor(body);
    Map<String, String> fields = new HashMap<>();
    json.enterObject();
    for (boolean first = true; json.hasField(first); first = false) {
      String name = json.fieldName();
      if (!name.equals(REASON) && !List.of(more).contains(name)) {
        throw Problem.field(JsonText.excerpt(name), "is not known here").toException();
      }
      if (json.kind() != Kind.STRING) {
        throw Problem.field(name, "must be a string, was " + json.kind().withArticle())
            .toException();
      }
      if (fields.put(name, json.string()) != null) {
        throw Problem.field(name, "occurs twice").toException();
      }
    }
    json.requireEnd();
    return new ActRequest(Map.copyOf(fields));
  }

  Remark reason() {
    try {
      return new Remark(fields.getOrDefault(REASON, ""));
    } catch (IllegalArgumentException e) {
      throw Problem.field(REASON, "is missing: " + e.getMessage()).toException();
    }
  }

  /** What a payment in doubt is said to be, as it was written. */
  String as() {
    return fields.getOrDefault(AS, "");
  }

  /** What a payment in doubt is said to be. */
  Verdict verdict() {
    return switch (as()) {
      case "settled" -> Verdict.SETTLED;
      case "not-executed" -> Verdict.NOT_EXECUTED;
      default -> throw Problem.field(AS, "must be settled or not-executed").toException();
    };
  }
}

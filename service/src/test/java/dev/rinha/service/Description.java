package dev.rinha.service;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What the OpenAPI description says, held against requests and answers: which operation it is, and
 * which of its schemas are about them; whether the values fit these is judged by a validator that
 * knows nothing of us. Stricter than a client has to be: a field that is not described is a
 * complaint. Immutable.
 */
final class Description {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchemaFactory VALIDATORS =
      JsonSchemaFactory.getInstance(VersionFlag.V202012);
  private static final SchemaValidatorsConfig WITH_FORMATS =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

  private final ObjectNode document;

  Description(String yaml) throws JsonProcessingException {
    document = (ObjectNode) new YAMLMapper().readTree(yaml);
    document.findParents("properties").forEach(Description::closed);
  }

  private static void closed(JsonNode schema) {
    if (!schema.has("additionalProperties")) {
      ((ObjectNode) schema).put("additionalProperties", false);
    }
  }

  /** The described path that is meant, if one is. */
  Optional<String> template(String path) {
    List<String> matching =
        names(document.get("paths")).filter(one -> matches(one, path)).sorted().toList();
    return matching.contains(path) ? Optional.of(path) : matching.stream().findFirst();
  }

  private static boolean matches(String template, String path) {
    String[] wanted = template.split("/", -1);
    String[] given = path.split("/", -1);
    return wanted.length == given.length
        && Stream.iterate(0, i -> i < wanted.length, i -> i + 1)
            .allMatch(i -> wanted[i].startsWith("{") || wanted[i].equals(given[i]));
  }

  /** Whether there is such an operation. */
  boolean has(String method, String path) {
    return template(path)
        .filter(one -> document.get("paths").get(one).has(method.toLowerCase(Locale.ROOT)))
        .isPresent();
  }

  /**
   * What can be asked for.
   *
   * @param needsToken whether it is described as something for which a token is needed
   */
  record Operation(String method, String path, boolean needsToken) {}

  /** All that can be asked for. */
  List<Operation> operations() {
    boolean usually = !document.path("security").isEmpty();
    List<Operation> all = new ArrayList<>();
    names(document.get("paths"))
        .forEach(
            path ->
                document
                    .get("paths")
                    .get(path)
                    .properties()
                    .forEach(
                        one ->
                            all.add(
                                new Operation(
                                    one.getKey().toUpperCase(Locale.ROOT),
                                    path,
                                    one.getValue().has("security")
                                        ? !one.getValue().get("security").isEmpty()
                                        : usually))));
    return all;
  }

  /** What does not fit of a request that was answered with success. */
  List<String> complaintsAboutRequest(String method, String pathAndQuery, String body) {
    int mark = pathAndQuery.indexOf('?');
    String path = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
    String operation = operation(method, path);
    List<String> complaints = new ArrayList<>();
    String query = mark < 0 ? "" : pathAndQuery.substring(mark + 1);
    Stream.of(query.split("&", -1))
        .filter(pair -> pair.contains("="))
        .forEach(pair -> complaints.addAll(parameter(operation, pair)));
    if (!at(operation + "/requestBody").isMissingNode()) {
      complaints.addAll(
          judge(operation + "/requestBody/content/application~1json/schema", read(body)));
    }
    return complaints;
  }

  private List<String> parameter(String operation, String pair) {
    String name = pair.split("=", 2)[0];
    String value =
        URLDecoder.decode(
            pair.substring(pair.indexOf('=') + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
    JsonNode parameters = at(operation + "/parameters");
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i).path("name").asText().equals(name)
          && parameters.get(i).path("in").asText().equals("query")) {
        String type = parameters.get(i).at("/schema/type").asText();
        return judge(
            operation + "/parameters/" + i + "/schema",
            type.equals("string") ? TextNode.valueOf(value) : read(value));
      }
    }
    return List.of("parameter " + name + " is not described");
  }

  /** What does not fit of an answer. */
  List<String> complaintsAboutAnswer(
      String method, String path, int status, String contentType, String body) {
    String response = resolved(operation(method, path) + "/responses/" + status);
    if (at(response).isMissingNode()) {
      return List.of("status " + status + " is not described");
    }
    JsonNode content = at(response + "/content");
    if (content.isMissingNode()) {
      return body.isEmpty() ? List.of() : List.of("no body is described, was " + body);
    }
    String type = contentType.split(";", 2)[0];
    if (!content.has(type)) {
      return List.of("content type '" + type + "' is not described");
    }
    return content.get(type).has("schema")
        ? judge(response + "/content/" + escaped(type) + "/schema", read(body))
        : List.of();
  }

  private String operation(String method, String path) {
    return "/paths/"
        + escaped(template(path).orElseThrow(() -> new AssertionError(path + " is not described")))
        + "/"
        + method.toLowerCase(Locale.ROOT);
  }

  private String resolved(String pointer) {
    JsonNode node = at(pointer);
    return node.has("$ref") ? node.get("$ref").asText().substring(1) : pointer;
  }

  private JsonNode at(String pointer) {
    return document.at(JsonPointer.compile(pointer));
  }

  private List<String> judge(String pointer, JsonNode value) {
    ObjectNode schema = document.deepCopy();
    schema.put("$ref", "#" + pointer.replace("{", "%7B").replace("}", "%7D"));
    return VALIDATORS.getSchema(schema, WITH_FORMATS).validate(value).stream()
        .map(message -> message.getInstanceLocation() + ": " + message.getMessage())
        .toList();
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  private static JsonNode read(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(text);
    }
  }

  private static Stream<String> names(JsonNode node) {
    return StreamSupport.stream(((Iterable<String>) node::fieldNames).spliterator(), false);
  }
}

package dev.rinha.simulator;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.time.Duration;

/** {@link Faults} on the wire. A field left out is at its default: what is not named is off. */
final class FaultsJson {

  private FaultsJson() {}

  static Faults read(byte[] body) {
    var draft = new Draft();
    JsonObjects.read(body, draft);
    return draft.faults;
  }

  static byte[] write(Faults faults) {
    return JsonObjects.object(
        fields -> {
          fields.writeNumberField("droppedPermille", faults.droppedPermille());
          fields.writeNumberField("stalledPermille", faults.stalledPermille());
          fields.writeNumberField("failedAfterInsertPermille", faults.failedAfterInsertPermille());
          fields.writeNumberField("answerLostPermille", faults.answerLostPermille());
          fields.writeNumberField("answerHeldPermille", faults.answerHeldPermille());
          fields.writeNumberField("refusedPermille", faults.refusedPermille());
          fields.writeNumberField("stallMillis", faults.stall().toMillis());
        });
  }

  private static final class Draft implements JsonObjects.FieldReader {
    private Faults faults = Faults.none();

    @Override
    public void read(String name, JsonParser value) throws IOException {
      int number = JsonObjects.integer(name, value);
      faults =
          switch (name) {
            case "droppedPermille" -> faults.withDropped(number);
            case "stalledPermille" -> faults.withStalled(number, faults.stall());
            case "failedAfterInsertPermille" -> faults.withFailedAfterInsert(number);
            case "answerLostPermille" -> faults.withAnswerLost(number);
            case "answerHeldPermille" -> faults.withAnswerHeld(number);
            case "refusedPermille" -> faults.withRefused(number);
            case "stallMillis" ->
                faults.withStalled(faults.stalledPermille(), Duration.ofMillis(number));
            default -> throw new InvalidRequest("no fault is called " + name);
          };
    }
  }
}

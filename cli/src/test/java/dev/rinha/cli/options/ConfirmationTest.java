package dev.rinha.cli.options;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class ConfirmationTest {

  private final StringWriter messages = new StringWriter();

  @Test
  void unconfirmedWithoutATerminalIsRefused() {
    CommandFailure refused =
        assertThrows(CommandFailure.class, () -> require(new Confirmation(false, reader("yes\n"))));

    assertEquals(ExitCode.REFUSED, refused.exitCode());
    assertTrue(String.valueOf(refused.getMessage()).contains("--yes"));
    assertEquals("", messages.toString());
  }

  @Test
  void yesIsEnough() {
    Confirmation confirmation = new Confirmation(false, reader(""));
    new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("it", mixin(confirmation)))
        .parseArgs("--yes");

    assertDoesNotThrow(() -> require(confirmation));
  }

  @Test
  void onATerminalItIsAskedAndOnlyTheRightAnswerCounts() {
    assertDoesNotThrow(() -> require(new Confirmation(true, reader("yes\n"))));
    assertEquals("Forget 3 payments? Type yes: ", messages.toString());
    assertThrows(CommandFailure.class, () -> require(new Confirmation(true, reader("y\n"))));
    assertThrows(CommandFailure.class, () -> require(new Confirmation(true, reader(""))));
  }

  private void require(Confirmation confirmation) {
    confirmation.require(new PrintWriter(messages), "Forget 3 payments?");
  }

  private static StringReader reader(String typed) {
    return new StringReader(typed);
  }

  private static CommandLine.Model.CommandSpec mixin(Confirmation confirmation) {
    return CommandLine.Model.CommandSpec.forAnnotatedObject(confirmation);
  }
}

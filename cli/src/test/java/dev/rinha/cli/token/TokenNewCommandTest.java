package dev.rinha.cli.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.cli.CommandRun;
import dev.rinha.cli.RinhaCli;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.service.config.AccessRole;
import dev.rinha.service.config.Tokens;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TokenNewCommandTest {

  private static List<String> made() {
    CommandRun run =
        CommandRun.of(
            RinhaCli.commandLine(), "token", "new", "--name", "alice", "--role", "operator");
    assertEquals(ExitCode.OK, run.exitCode(), run::toString);
    return run.out().lines().toList();
  }

  @Test
  void tokenIsPrintedOnceAndItsHashForTheFile() {
    List<String> lines = made();

    assertEquals(2, lines.size());
    String token = lines.getFirst();
    assertTrue(token.matches("rinha_[A-Za-z0-9_-]{43}"), token);
    assertEquals(Tokens.line(new Tokens.Holder("alice", AccessRole.OPERATOR), token), lines.get(1));
    assertFalse(lines.get(1).contains(token));
    assertNotEquals(token, made().getFirst());
  }
}

package dev.rinha.cli.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rinha.cli.CommandRun;
import dev.rinha.cli.Planted;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.output.JsonDocument;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PaymentsListCommandTest {

  private static final long SENT = Planted.ACCEPTED + 3;

  private final Planted planted = new Planted("test");

  @AfterEach
  void close() {
    planted.close();
  }

  @Test
  void everyStateIsListedWithItsTimeProcessorAndReason() {
    UUID settled = planted.settled(SENT);
    UUID inDoubt = planted.inDoubt(SENT);
    UUID sending = planted.sending(SENT);
    UUID dead = planted.dead("rejected", Planted.ACCEPTED + 30);
    UUID queued = planted.queued();

    assertEquals(
        List.of(
            "status,since,processor,amount,correlationId,reason",
            "in_doubt,2025-07-15T12:34:56.008Z,default,19.90," + inDoubt + ",",
            "sending,2025-07-15T12:34:56.003Z,default,19.90," + sending + ",",
            "queued,2025-07-15T12:34:56.000Z,,19.90," + queued + ",",
            "dead,2025-07-15T12:34:56.030Z,default,19.90," + dead + ",rejected",
            "settled,2025-07-15T12:34:56.003Z,default,19.90," + settled + ","),
        list().out().lines().toList());
    assertEquals(List.of(sending, queued), ids("--state", "queued,sending"));
    assertEquals(List.of(inDoubt, dead), ids("--state", "in-doubt", "--state", "DEAD"));
    assertEquals(List.of(settled), ids("--state", "settled"));
  }

  @Test
  void discardedLetterIsFoundByItsReason() throws Exception {
    UUID letter = planted.dead("too old", Planted.ACCEPTED + 20);
    planted.dead("rejected", Planted.ACCEPTED + 20);
    planted.queued();
    planted.run(
        "dead-letters", "discard", "--id", letter.toString(), "--reason", "test data", "--yes");

    CommandRun run = planted.run("payments", "list", "--reason", "too", "--json");

    JsonNode found = JsonDocument.MAPPER.readTree(run.out());
    assertEquals(1, found.size(), run::toString);
    assertEquals("discarded", found.at("/0/status").asText());
    assertEquals(letter.toString(), found.at("/0/correlationId").asText());
    assertEquals("too old", found.at("/0/reason").asText());
  }

  @Test
  void paymentsOfEveryStateAreFoundByProcessorTimeAndAmount() {
    planted.with(50_000, "fallback");
    Set<UUID> wanted =
        Set.of(
            planted.settled(SENT),
            planted.inDoubt(SENT),
            planted.sending(SENT),
            planted.dead("too old", SENT));
    planted.settled(SENT + 6);
    planted.inDoubt(SENT + 6);
    planted.sending(SENT - 1);
    planted.dead("too old", SENT - 1);
    planted.with(49_999, "fallback").settled(SENT);
    planted.dead("too old", SENT);
    planted.with(50_000, "default").settled(SENT);
    planted.sending(SENT);
    planted.queued();

    List<UUID> found =
        ids(
            "--processor",
            "fallback",
            "--min-amount",
            "500",
            "--since",
            "2025-07-15T12:34:56.003Z",
            "--until",
            "2025-07-15T12:34:56.008Z");

    assertEquals(4, found.size(), found::toString);
    assertEquals(wanted, Set.copyOf(found));
  }

  @Test
  void moreThanAPageIsListedToTheEndAndEachOnce() {
    Set<UUID> all =
        Stream.generate(planted::queued).limit(1_203).collect(Collectors.toUnmodifiableSet());

    List<UUID> found = ids("--limit", "5000");

    assertEquals(1_203, found.size());
    assertEquals(all, Set.copyOf(found));
  }

  @Test
  void limitIsKeptAndWhatIsLeftOutIsSaid() {
    planted.dead(3, "too old");
    planted.settled(SENT);

    CommandRun some = list("--limit", "3");
    CommandRun all = list("--limit", "4");

    assertEquals(4, some.out().lines().count(), some::toString);
    assertTrue(some.err().contains("there are more of them than --limit 3"), some::err);
    assertEquals(5, all.out().lines().count(), all::toString);
    assertEquals("", all.err());
  }

  /** The name that it had before there was a list. */
  @Test
  void paymentShowIsStillUnderstood() {
    UUID id = planted.settled(SENT);

    CommandRun before = planted.run("payment", "show", id.toString(), "--json");
    CommandRun now = planted.run("payments", "show", id.toString(), "--json");

    assertEquals(ExitCode.OK, before.exitCode(), before::toString);
    assertEquals(now.out(), before.out());
  }

  private CommandRun list(String... options) {
    CommandRun run =
        planted.run(
            Stream.concat(Stream.of("payments", "list", "-o", "csv"), Stream.of(options))
                .toArray(String[]::new));
    assertEquals(ExitCode.OK, run.exitCode(), run::toString);
    return run;
  }

  private List<UUID> ids(String... options) {
    return list(options)
        .out()
        .lines()
        .skip(1)
        .map(line -> UUID.fromString(line.split(",", -1)[4]))
        .toList();
  }
}

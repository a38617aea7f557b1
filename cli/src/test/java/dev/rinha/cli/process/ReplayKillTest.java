package dev.rinha.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.cli.Planted;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.FrozenReplay;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A replay of dead letters ends with each payment on the queue once, wherever it is cut short. */
final class ReplayKillTest {

  private static final int LETTERS = 400;
  private static final Duration BOUND = Duration.ofSeconds(30);

  private final Planted planted = new Planted("test");

  @AfterEach
  void close() {
    planted.close();
  }

  @Test
  void killedReplayThatIsRunAgainReplaysEachLetterOnce() {
    planted.dead(LETTERS, "rejected by default: 400 no");
    try (JavaProcess replay = replay("replay-killed")) {
      for (int part = 1; part <= 3; part++) {
        int least = part * LETTERS / 5;
        replay.start();
        Waiting.until(() -> replayed() >= least, BOUND, replay::output);
        replay.kill();
        assertTrue(replayed() < LETTERS, "it was killed in the midst");
      }
      assertEquals(1, planted.store().replays().all().size(), "the same command goes on");
      replay.start();
      Waiting.until(() -> !replay.running(), BOUND, replay::output);
    }
    assertEachIsQueuedOnce();
  }

  @Test
  void interruptedReplaySaysHowToGoOn() throws IOException {
    planted.dead(LETTERS, "rejected by default: 400 no");
    try (JavaProcess replay = replay("replay-interrupted")) {
      replay.start();
      Waiting.until(() -> replayed() >= 20, BOUND, replay::output);
      replay.interrupt();
      Waiting.until(() -> !replay.running(), BOUND, replay::output);

      String id = planted.store().replays().all().getFirst().id();
      assertTrue(
          replay.output().contains("go on with rinha-cli replay dead-letters --resume " + id),
          replay::output);
      assertEquals(0, planted.run("replay", "dead-letters", "--resume", id).exitCode());
    }
    assertEachIsQueuedOnce();
  }

  private JavaProcess replay(String name) {
    return new JavaProcess(
        name,
        Map.of(),
        List.of(),
        planted.line(
            "replay", "dead-letters", "--reason", "limit raised", "--rate", "200", "--yes"));
  }

  private long replayed() {
    return planted.store().replays().all().stream().mapToLong(FrozenReplay::replayed).sum();
  }

  private void assertEachIsQueuedOnce() {
    Census census = planted.store().ledger().census();
    assertEquals(LETTERS, census.queued());
    assertEquals(0, census.dead());
    assertTrue(census.conserved());
    Set<UUID> queued = new HashSet<>();
    for (Claim claim : planted.store().queue().take("worker", 2 * LETTERS, 0)) {
      assertTrue(queued.add(claim.payment().correlationId()), "twice: " + claim);
    }
    assertEquals(LETTERS, queued.size());
  }
}

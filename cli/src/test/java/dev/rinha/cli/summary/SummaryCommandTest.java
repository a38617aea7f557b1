package dev.rinha.cli.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.cli.CommandRun;
import dev.rinha.cli.Store;
import dev.rinha.cli.basics.ExitCode;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SummaryCommandTest {

  private static final long NOON = Instant.parse("2025-07-15T12:00:00Z").toEpochMilli();
  private static final long MINUTE = 60_000;

  private final Store store = new Store();

  @BeforeEach
  void settleSome() {
    store.settle("default", 1_000, NOON);
    store.settle("default", 2_001, NOON + MINUTE - 1);
    store.settle("fallback", 1_000, NOON + MINUTE);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void totalsFeesAndShareOfEachProcessorAndOfAll() {
    CommandRun run = store.run("summary", "--fee", "default=0.05", "--fee", "fallback=0.15");

    assertEquals(
        """
        processor  payments  amount  fees  share %
        default           2   30.01  1.50    75.01
        fallback          1   10.00  1.50    24.99
        total             3   40.01  3.00   100.00
        """,
        run.out(), run::toString);
  }

  /** A misspelt name would have left the fee of {@code default} as it was, and said nothing. */
  @Test
  void feeOfAProcessorThatNobodyKnowsIsRefused() {
    CommandRun misspelt = store.run("summary", "--fee", "defualt=0.05");
    store.settle("former", 1_000, NOON);
    CommandRun executed = store.run("summary", "--fee", "former=0.05");

    assertEquals(ExitCode.USAGE, misspelt.exitCode(), misspelt::toString);
    assertEquals("", misspelt.out());
    assertTrue(
        misspelt.err().contains("--fee: there is no processor 'defualt', only default, fallback"),
        misspelt::err);
    assertEquals(ExitCode.OK, executed.exitCode(), executed::toString);
  }

  @Test
  void programsGetTheProcessorsOnlyUnderTheNamesOfTheApi() {
    CommandRun run = store.run("summary", "--to", "2025-07-15T12:00:00Z", "-o", "jsonl");

    assertEquals(
        "{\"processor\":\"default\",\"totalRequests\":1,\"totalAmount\":10.00,\"totalFee\":0.50,"
            + "\"sharePercent\":100.00}\n",
        run.out());
  }

  @Test
  void bucketsBeginAtMultiplesOfTheirWidthAndAreCutByTheWindow() {
    CommandRun run =
        store.run(
            "summary",
            "--bucket",
            "1m",
            "-o",
            "csv",
            "--from",
            "2025-07-15T12:00:00.001Z",
            "--to",
            "2025-07-15T12:01:30Z");

    assertEquals(
        """
        from,processor,totalRequests,totalAmount
        2025-07-15T12:00:00.001Z,default,1,20.01
        2025-07-15T12:01:00.000Z,fallback,1,10.00
        """,
        run.out(),
        run::toString);
  }

  @Test
  void peopleGetALineOfBlocksForEachProcessorAndARowForEachBucket() {
    CommandRun run =
        store.run(
            "summary",
            "--bucket",
            "1m",
            "--from",
            "2025-07-15T12:00:00Z",
            "--to",
            "2025-07-15T12:02:00Z");

    assertTrue(run.out().startsWith("default   "), run::out);
    assertTrue(run.out().contains("up to 2\n"), run::out);
    assertTrue(
        run.out().contains("2025-07-15T12:01:00.000Z         1   10.00        0         1\n"),
        run::out);
    assertEquals(3 + 1 + 3, run.out().lines().count(), run::out);
  }

  @Test
  void tooManyBucketsAreRefused() {
    CommandRun run = store.run("summary", "--bucket", "1s", "--from", "2025-07-15T12:00:00Z");

    assertEquals(ExitCode.USAGE, run.exitCode(), run::toString);
    assertTrue(run.err().contains("more than 10,000 buckets"), run::err);
  }
}

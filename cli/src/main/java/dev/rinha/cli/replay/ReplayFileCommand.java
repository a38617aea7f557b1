package dev.rinha.cli.replay;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.Count;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.FailureText;
import dev.rinha.cli.basics.Interruption;
import dev.rinha.cli.basics.Progress;
import dev.rinha.cli.basics.StatusLine;
import dev.rinha.cli.basics.Terminal;
import dev.rinha.cli.options.BatchOption;
import dev.rinha.cli.options.ClientTokenOption;
import dev.rinha.cli.options.Confirmation;
import dev.rinha.cli.options.DurationConverter;
import dev.rinha.cli.options.Installation;
import dev.rinha.cli.output.Column;
import dev.rinha.cli.output.OutputOption;
import dev.rinha.core.payment.Money;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rinha-cli replay file}: posts recorded payments, each once, however often it is run. */
@Command(
    name = "file",
    mixinStandardHelpOptions = true,
    description = {
      "Posts the payments of a file to a gateway: one JSON object per line with correlationId and"
          + " amount, read as the gateway reads it.",
      "A payment that was accepted before is not executed again, so it may be run again at any"
          + " time. How far it came stands in PAYMENTS.checkpoint beside the file, until all is"
          + " done; --resume goes on there, also after a kill -9.",
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:every payment is accepted, now or before",
      ExitCode.USAGE_LINE,
      "3:all lines were read, and some were rejected or are no payments",
      "4:the gateway took none of them",
      ExitCode.REFUSED_LINE,
      "6:the gateway stopped taking payments; go on with --resume",
      "130:interrupted; go on with --resume"
    },
    footer = {
      "  rinha-cli replay file payments.ndjson --to http://localhost:9999",
      "  rinha-cli replay file payments.ndjson --to http://localhost:9999 --rate 500 --yes",
      "  rinha-cli replay file payments.ndjson --to http://localhost:9999 --resume --yes"
    })
final class ReplayFileCommand implements Callable<Integer> {

  /** A row of the report. */
  private record Row(String result, long payments) {}

  private static final List<Column<Row>> COLUMNS =
      List.of(Column.text("result", Row::result), Column.number("payments", Row::payments));

  private static final int REFUSALS_TOLD = 20;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Confirmation confirmation = new Confirmation();
  @Mixin private BatchOption batch = new BatchOption();
  @Mixin private ClientTokenOption clientToken = new ClientTokenOption();
  @Mixin private Installation installation = new Installation();
  @Mixin private OutputOption output = new OutputOption();

  @Parameters(index = "0", paramLabel = "PAYMENTS", description = "The file")
  private Path file = Path.of("");

  @Option(names = "--to", required = true, paramLabel = "URL", description = "The gateway")
  private URI to = URI.create("");

  @Option(names = "--resume", description = "Go on where an earlier replay of this file stopped")
  private boolean resume;

  @Option(
      names = "--patience",
      paramLabel = "DURATION",
      defaultValue = "30s",
      converter = DurationConverter.class,
      description =
          "For how long a payment is offered again that is not taken. Default: ${DEFAULT-VALUE}")
  private Duration patience = Duration.ZERO;

  private long refusals;

  @Override
  public Integer call() {
    int limit = batch.limit();
    batch.requireSensible();
    Optional<String> token = clientToken.token();
    Optional<SSLContext> tls = installation.tls();
    try (RecordedPayments payments = RecordedPayments.open(file)) {
      ReplayCounts before = resume ? goOn(payments) : ReplayCounts.NONE;
      Contents contents = Contents.of(file, payments.position(), limit);
      if (confirmation.dryRun()) {
        say("%s; nothing was posted".formatted(contents));
        return ExitCode.OK;
      }
      requireWritable();
      confirmation.require(err(), "Post %s to %s?".formatted(contents, to));
      return replay(payments, token, tls, before, contents.lines(), limit);
    } catch (IOException e) {
      throw new CommandFailure(file + " cannot be read: " + FailureText.words(e), ExitCode.USAGE);
    }
  }

  private int replay(
      RecordedPayments payments,
      Optional<String> token,
      Optional<SSLContext> tls,
      ReplayCounts before,
      long lines,
      int limit)
      throws IOException {
    StatusLine status = new StatusLine(err(), Terminal.messages());
    try (var interruption = Interruption.listen();
        var gateway = new GatewayClient(to, token, tls);
        var progress = new Progress(status, "replaying", lines)) {
      var replay =
          new FileReplay(
              gateway,
              batch.pace(interruption.signal()),
              interruption.signal(),
              patience,
              before,
              listener(before, status, progress));
      FileReplay.Ending ending = replay.run(payments, limit);
      status.clear();
      return end(ending, replay);
    }
  }

  private FileReplay.Listener listener(ReplayCounts before, StatusLine status, Progress progress) {
    return new FileReplay.Listener() {
      @Override
      public void reached(RecordedPayments.Position position, ReplayCounts tally) {
        write(new Checkpoint(to, position, tally));
        progress.at(tally.total() - before.total());
      }

      @Override
      public void refused(long line, String why) {
        if (++refusals <= REFUSALS_TOLD) {
          status.say("line " + line + ": " + why);
        } else if (refusals == REFUSALS_TOLD + 1) {
          status.say("further lines that are refused are counted only");
        }
      }
    };
  }

  private void write(Checkpoint checkpoint) {
    Path path = Checkpoint.of(file);
    try {
      checkpoint.write(path);
    } catch (IOException e) {
      throw new CommandFailure(
          "%s cannot be written: %s; what was posted is safe, run it again"
              .formatted(path, FailureText.words(e)),
          ExitCode.PARTLY_DONE);
    }
  }

  private int end(FileReplay.Ending ending, FileReplay replay) throws IOException {
    ReplayCounts tally = replay.tally();
    report(tally);
    return switch (ending) {
      case COMPLETE -> {
        if (batch.limit() == Integer.MAX_VALUE) {
          Files.deleteIfExists(Checkpoint.of(file));
        }
        yield tally.clean() ? ExitCode.OK : ExitCode.FINDING;
      }
      case STOPPED -> {
        say("rinha-cli: interrupted; go on with --resume");
        yield ExitCode.INTERRUPTED;
      }
      case NOT_TAKEN -> {
        say(
            "rinha-cli: the gateway takes no payments: %s; when it does again, go on with --resume"
                .formatted(replay.lastRefusal()));
        yield replay.tookAny() ? ExitCode.PARTLY_DONE : ExitCode.UNREACHABLE;
      }
    };
  }

  private void report(ReplayCounts tally) {
    output.print(
        spec.commandLine().getOut(),
        COLUMNS,
        List.of(
            new Row("accepted", tally.accepted()),
            new Row("duplicate", tally.duplicate()),
            new Row("rejected", tally.rejected()),
            new Row("unreadable", tally.unreadable())));
  }

  private ReplayCounts goOn(RecordedPayments payments) {
    Path path = Checkpoint.of(file);
    try {
      Checkpoint checkpoint = Checkpoint.read(path).orElse(null);
      if (checkpoint == null) {
        say("no " + path + ": beginning with the first line");
        return ReplayCounts.NONE;
      }
      if (!checkpoint.to().equals(to)) {
        throw refused(path + " is of a replay to " + checkpoint.to());
      }
      if (!payments.skipTo(checkpoint.position())) {
        throw refused(file + " has changed since the replay that " + path + " is of");
      }
      return checkpoint.tally();
    } catch (IOException e) {
      throw refused(path + " cannot be read: " + FailureText.words(e));
    }
  }

  private static CommandFailure refused(String why) {
    return new CommandFailure(
        why + "; without --resume it begins anew, which does nothing twice", ExitCode.REFUSED);
  }

  /** Better now than after the first payments. */
  private void requireWritable() {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isWritable(folder)) {
      throw new CommandFailure(
          "the folder of " + file + " must be writable, for the checkpoint", ExitCode.USAGE);
    }
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  private void say(String line) {
    err().println(line);
    err().flush();
  }

  /**
   * What is left of a file, looked through before anything is posted.
   *
   * @param lines that are not empty
   * @param payments of these
   * @param cents what they come to
   */
  private record Contents(long lines, long payments, long cents) {

    static Contents of(Path file, RecordedPayments.Position from, long limit) throws IOException {
      try (RecordedPayments reader = RecordedPayments.open(file)) {
        reader.skipTo(from);
        Contents sum = new Contents(0, 0, 0);
        while (sum.lines < limit) {
          List<Recorded> some = reader.next((int) Math.min(1_000, limit - sum.lines));
          if (some.isEmpty()) {
            break;
          }
          for (Recorded line : some) {
            sum = sum.plus(line);
          }
        }
        return sum;
      }
    }

    private Contents plus(Recorded line) {
      return switch (line) {
        case Recorded.Payment payment ->
            new Contents(lines + 1, payments + 1, Math.addExact(cents, payment.amount().cents()));
        case Recorded.Unreadable _ -> new Contents(lines + 1, payments, cents);
      };
    }

    @Override
    public String toString() {
      String unreadable =
          lines == payments
              ? ""
              : " (and %s without one)".formatted(Count.of(lines - payments, "line"));
      return "%s of %s in all%s"
          .formatted(Count.of(payments, "payment"), Money.format(cents), unreadable);
    }
  }
}

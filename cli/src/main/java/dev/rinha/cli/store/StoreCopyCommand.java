package dev.rinha.cli.store;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.Count;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.Interruption;
import dev.rinha.cli.basics.NextCommand;
import dev.rinha.cli.basics.Progress;
import dev.rinha.cli.basics.StatusLine;
import dev.rinha.cli.basics.Terminal;
import dev.rinha.cli.options.Confirmation;
import dev.rinha.cli.options.OperatorRecord;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.core.audit.InternalAudit;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.OperatorLog;
import dev.rinha.core.store.Pause;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.partitioned.Partitioner;
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.core.summary.TimeWindow;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rinha-cli store copy}: copies a store to another one and leaves it read-only. */
@Command(
    name = "copy",
    mixinStandardHelpOptions = true,
    description = {
      "Copies every payment, with its history, to an empty store in another Redis, under another"
          + " namespace, or with another number of partitions; audits both.",
      "Nothing may be unfinished: stop the intake and wait with rinha-cli drain. From then on the"
          + " store is read-only, and everybody who still uses it is refused, so that no payment is"
          + " in both. Where it is not copied to the end it is reopened,"
          + " unless it was read-only before.",
      "Not copied: events and who has subscribed to them, frozen replays, contradictions, what was"
          + " forgotten, the minutes of traffic."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:copied, and both agree",
      ExitCode.USAGE_LINE,
      "3:one of the two contradicts itself or the other; nothing else was changed",
      ExitCode.UNREACHABLE_LINE,
      ExitCode.REFUSED_LINE,
      ExitCode.INTERRUPTED_LINE
    },
    footer = {
      "  rinha-cli drain",
      "  rinha-cli store copy --to-redis other:6379 --to-partitions 16",
      "  rinha-cli store copy --to-namespace parted --to-partitions 16 --yes"
    })
public final class StoreCopyCommand implements Callable<Integer> {

  private static final PauseScope QUEUE = new PauseScope.Queue();

  private final InstantSource clock = InstantSource.system();

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();

  @Option(
      names = "--to-redis",
      paramLabel = "HOST:PORT",
      description = "Redis of the copy, as --redis. Default: the same")
  private @Nullable String address;

  @Option(
      names = "--to-namespace",
      paramLabel = "NAME",
      description = "What the copy's keys begin with. Default: the same")
  private @Nullable String namespace;

  @Option(
      names = "--to-partitions",
      paramLabel = "N",
      description = "How many partitions the copy has, 1 to 256. Default: as many as the store")
  private @Nullable Integer partitions;

  @Mixin private Confirmation confirmation = new Confirmation();

  /** For picocli. */
  public StoreCopyCommand() {}

  @Override
  public Integer call() {
    RedisSettings source = redis.settings();
    RedisSettings target = target(source);
    try (RedisStore from = RedisStore.openExisting(source);
        RedisStore reader = RedisStore.openReadOnly(source);
        Interruption interruption = Interruption.listen()) {
      boolean copiedBefore = from.isReadOnly();
      RedisStore readable = copiedBefore ? reader : from;
      Census census = readable.ledger().census();
      requireNothingUnfinished(census);
      int parts = partitions == null ? readable.partitions() : partitions;
      String what =
          "%s to '%s' at %s in %s"
              .formatted(
                  Count.of(census.accepted(), "payment"),
                  target.namespace(),
                  target.address(),
                  Count.of(parts, "partition"));
      requireEmptyOrNone(target, parts);
      if (confirmation.dryRun()) {
        say("would copy " + what + "; nothing was changed");
        return ExitCode.OK;
      }
      confirmation.require(
          spec.commandLine().getErr(), "Copy " + what + ", and leave the store read-only?");
      try (RedisStore to =
          RedisStore.open(
              target
                  .withPartitions(parts)
                  .withEnvironment(readable.inspection().environment().orElse("")))) {
        if (!copiedBefore) {
          from.makeReadOnly();
        }
        boolean kept = false;
        try {
          requireNothingUnfinished(reader.ledger().census());
          int exitCode = copied(reader, to, target, interruption);
          kept = exitCode == ExitCode.OK;
          return exitCode;
        } finally {
          // One that was read-only before may have a copy that is in use.
          if (!kept && !copiedBefore) {
            reader.makeWritable();
            say("not copied to the end: the store is writable again, and the copy useless");
          }
        }
      }
    }
  }

  private RedisSettings target(RedisSettings source) {
    if (partitions != null && (partitions < 1 || partitions > Partitioner.MOST_PARTITIONS)) {
      throw new CommandFailure(
          "--to-partitions must be from 1 to %s, was %s"
              .formatted(Partitioner.MOST_PARTITIONS, partitions),
          ExitCode.USAGE);
    }
    if (address == null && namespace == null) {
      throw new CommandFailure(
          "a copy needs another Redis or another namespace: give --to-redis or --to-namespace",
          ExitCode.USAGE);
    }
    try {
      RedisSettings there =
          (address == null ? source : redis.at(address, "--to-redis"))
              .withNamespace(namespace == null ? source.namespace() : namespace)
              .withCommandTimeout(source.commandTimeout())
              .withConnectTimeout(source.connectTimeout());
      if (there.address().equals(source.address())
          && there.namespace().equals(source.namespace())) {
        throw new CommandFailure(
            "'%s' at %s cannot be copied to itself".formatted(source.namespace(), source.address()),
            ExitCode.USAGE);
      }
      return there;
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--to-redis or --to-namespace: " + e.getMessage(), ExitCode.USAGE);
    }
  }

  private void requireNothingUnfinished(Census census) {
    if (census.unfinished() > 0) {
      throw new CommandFailure(
          "%s unfinished: stop the intake, then wait with %s"
              .formatted(Count.of(census.unfinished(), "payment"), redis.next(NextCommand.DRAIN)),
          ExitCode.REFUSED);
    }
  }

  /** Looks, and makes nothing. */
  private static void requireEmptyOrNone(RedisSettings target, int parts) {
    try (RedisStore there = RedisStore.openExisting(target)) {
      if (!there.exists()) {
        return;
      }
      Census census = there.ledger().census();
      if (census.accepted() > 0 || census.forgotten() > 0) {
        throw refused(
            target, Count.of(census.accepted() + census.forgotten(), "payment"), "purge it");
      }
      if (there.partitions() != parts) {
        throw refused(
            target,
            Count.of(there.partitions(), "partition"),
            "--to-partitions " + there.partitions());
      }
    }
  }

  private static CommandFailure refused(RedisSettings target, String what, String remedy) {
    return new CommandFailure(
        "'%s' at %s has %s already: give another --to-namespace, or %s"
            .formatted(target.namespace(), target.address(), what, remedy),
        ExitCode.REFUSED);
  }

  /** Nothing is sent there before it is whole, should somebody start a worker too early. */
  private int copied(
      RedisStore from, RedisStore to, RedisSettings target, Interruption interruption) {
    var _ = to.pauses().pause(new Pause(QUEUE, clock.millis(), "a store is copied to here"));
    Census source = from.ledger().census();
    if (!audited("the store", from)) {
      return ExitCode.FINDING;
    }
    try (Progress progress =
        new Progress(
            new StatusLine(spec.commandLine().getErr(), Terminal.messages()),
            "copying",
            source.accepted())) {
      if (!new StoreCopy(from, to, progress::at, interruption.signal()::isRaised).run()) {
        return ExitCode.INTERRUPTED;
      }
    }
    if (!audited("the copy", to) || !same(from, to)) {
      return ExitCode.FINDING;
    }
    from.operatorLog().last(OperatorLog.MOST).forEach(to.operatorLog()::append);
    OperatorRecord.write(to, clock, "copy the store", "from '%s'".formatted(redis.namespace()), "");
    from.pauses().current().all().forEach(to.pauses()::pause);
    if (from.pauses().current().ofQueue().isEmpty()) {
      var _ = to.pauses().resume(QUEUE);
    }
    say(
        "copied %s; use it with redis.address=%s redis.namespace=%s store.partitions=%s"
            .formatted(
                Count.of(to.ledger().census().accepted(), "payment"),
                target.address(),
                target.namespace(),
                to.partitions()));
    tellWhatIsNotCopied(from);
    return ExitCode.OK;
  }

  private boolean audited(String which, PaymentStore store) {
    AtomicLong breaks = new AtomicLong();
    var _ =
        new InternalAudit(store.ledger(), store.books())
            .run(TimeWindow.ALL, _ -> breaks.incrementAndGet(), _ -> {});
    if (breaks.get() > 0) {
      say(
          "%s contradicts itself, %s; see %s"
              .formatted(which, Count.of(breaks.get(), "break"), redis.next(NextCommand.AUDIT)));
    }
    return breaks.get() == 0;
  }

  private boolean same(PaymentStore from, PaymentStore to) {
    Census one = from.ledger().census();
    Census other = to.ledger().census();
    boolean same =
        one.settled() == other.settled()
            && one.dead() == other.dead()
            && one.discarded() == other.discarded()
            && other.unfinished() == 0
            && from.ledger().summary(TimeWindow.ALL).equals(to.ledger().summary(TimeWindow.ALL));
    if (!same) {
      say("the copy differs: %s here, %s there".formatted(one, other));
    }
    return same;
  }

  private void tellWhatIsNotCopied(PaymentStore from) {
    long contradictions = from.conflicts().count();
    if (contradictions > 0) {
      say(
          "not copied: %s, which stay in the old store"
              .formatted(Count.of(contradictions, "contradiction")));
    }
    from.outbox()
        .status()
        .subscribers()
        .forEach(one -> say("not copied: what '%s' has not been told yet".formatted(one.name())));
  }

  private void say(String text) {
    spec.commandLine().getOut().println(text);
  }
}

package dev.rinha.cli.status;

import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.Terminal;
import dev.rinha.cli.basics.Web;
import dev.rinha.cli.options.FeesOption;
import dev.rinha.cli.options.Found;
import dev.rinha.cli.options.RedisFailure;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.cli.options.WatchOption;
import dev.rinha.cli.output.DocumentOption;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.store.SharedStore;
import dev.rinha.core.store.StoreException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rinha-cli status}: one screen. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Shows on one screen how everything stands: queue, payments that are stuck, what processors"
          + " say of themselves and what the worker believes of them, rates, fees, Redis; and last"
          + " what needs an operator, with the next command.",
      "Only reads; safe at any time."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:shown, whatever it shows",
      ExitCode.USAGE_LINE,
      ExitCode.UNREACHABLE_LINE,
      ExitCode.REFUSED_LINE
    },
    footer = {
      "  rinha-cli status",
      "  rinha-cli status --watch --worker http://localhost:8080",
      "  rinha-cli status --json"
    })
public final class StatusCommand implements Callable<Integer> {

  private final InstantSource clock = InstantSource.system();

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();
  @Mixin private DocumentOption output = new DocumentOption();
  @Mixin private WatchOption watch = new WatchOption();
  @Mixin private FeesOption fees = new FeesOption();

  @Option(
      names = "--worker",
      paramLabel = "URL",
      description =
          "A worker, or a standalone service, for what it alone knows: latency and payments in"
              + " flight. Default: WORKER_HOST and WORKER_PORT, else the configuration file's, else"
              + " a running dev")
  private @Nullable URI worker;

  /** For picocli. */
  public StatusCommand() {}

  @Override
  public Integer call() {
    Optional<URI> asked = workerUrl();
    Map<String, Fee> charged = fees.fees(redis.installation());
    try (SharedStore store = redis.open();
        Web web = redis.installation().web()) {
      if (watch.isAsked()) {
        return watch.show(spec.commandLine().getOut(), () -> frame(store, web, asked, charged));
      }
      Status status = read(store, web, asked, charged);
      output.print(
          spec.commandLine().getOut(), () -> text(status), () -> StatusJson.of(status, redis));
      return ExitCode.OK;
    }
  }

  /** A store that is away is part of what there is to see. */
  private List<String> frame(
      SharedStore store, Web web, Optional<URI> asked, Map<String, Fee> charged) {
    try {
      Status status = read(store, web, asked, charged);
      return output.isJson() ? List.of(StatusJson.of(status, redis).toString()) : text(status);
    } catch (StoreException e) {
      return List.of("rinha-cli: " + RedisFailure.explained(e, redis.because()).getMessage());
    }
  }

  private Status read(SharedStore store, Web web, Optional<URI> asked, Map<String, Fee> charged) {
    return Status.read(
        store,
        redis.namespace() + " at " + redis.address(),
        charged,
        asked.map(url -> WorkerPage.read(web, url)).orElse(null),
        clock.millis());
  }

  private List<String> text(Status status) {
    Terminal terminal = Terminal.output();
    return StatusText.lines(status, redis, terminal.ansi(), terminal.columns());
  }

  private Optional<URI> workerUrl() {
    return Optional.ofNullable(worker).or(() -> redis.installation().worker().map(Found::url));
  }
}

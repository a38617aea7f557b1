package dev.rinha.cli.status;

import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.Terminal;
import dev.rinha.cli.basics.Web;
import dev.rinha.cli.options.Found;
import dev.rinha.cli.options.RedisFailure;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.cli.options.WatchOption;
import dev.rinha.cli.output.DocumentOption;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.redis.RedisStore;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
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
      "Shows on one screen how everything stands: queue, payments that are stuck, processors,"
          + " rates, Redis; and last what needs an operator, with the next command.",
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
    try (RedisStore store = redis.open();
        Web web = new Web()) {
      if (watch.isAsked()) {
        return watch.show(spec.commandLine().getOut(), () -> frame(store, web, asked));
      }
      Status status = read(store, web, asked);
      output.print(spec.commandLine().getOut(), () -> text(status), () -> StatusJson.of(status));
      return ExitCode.OK;
    }
  }

  /** A store that is away is part of what there is to see. */
  private List<String> frame(RedisStore store, Web web, Optional<URI> asked) {
    try {
      Status status = read(store, web, asked);
      return output.isJson() ? List.of(StatusJson.of(status).toString()) : text(status);
    } catch (StoreException e) {
      return List.of("rinha-cli: " + RedisFailure.explained(e, redis.because()).getMessage());
    }
  }

  private Status read(RedisStore store, Web web, Optional<URI> asked) {
    return Status.read(
        store,
        redis.settings().address(),
        asked.map(url -> WorkerPage.read(web, url)).orElse(null),
        clock.millis());
  }

  private static List<String> text(Status status) {
    Terminal terminal = Terminal.output();
    return StatusText.lines(status, terminal.ansi(), terminal.columns());
  }

  private Optional<URI> workerUrl() {
    return Optional.ofNullable(worker).or(() -> redis.installation().worker().map(Found::url));
  }
}

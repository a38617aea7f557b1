package dev.rinha.cli.serve;

import dev.rinha.cli.basics.ExitCode;
import dev.rinha.service.lifecycle.ServiceProcess;
import dev.rinha.service.wiring.StoreWiring;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code rinha-cli serve}: one service process. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    customSynopsis = "rinha-cli serve [--KEY=VALUE...]",
    description = {
      "Runs one service process until it is told to stop: gateway, worker, or both.",
      "Any setting of docs/configuration.md can be given as a flag or as a variable."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      ExitCode.OK_LINE,
      "1:it could not start, or a defect has ended it; the message says why",
      ExitCode.USAGE_LINE
    },
    footer = {
      "  MODE=api PORT=8081 WORKER_PORT=8080 rinha-cli serve",
      "  rinha-cli serve --mode=worker --server.port=8080 --redis.address=localhost:6379"
    })
public final class ServeCommand implements Callable<Integer> {

  @Unmatched private final List<String> settings = new ArrayList<>();

  /** For picocli. */
  public ServeCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    var failure =
        new ServiceProcess(new StoreWiring(), System.err)
            .start(
                settings.toArray(String[]::new),
                System.getenv(),
                ServiceProcess::stopOnTermination);
    if (failure.isEmpty()) {
      new CountDownLatch(1).await();
    }
    return failure.orElse(ExitCode.OK);
  }
}

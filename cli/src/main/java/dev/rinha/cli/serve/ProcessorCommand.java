package dev.rinha.cli.serve;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.options.ProcessorTokenOption;
import dev.rinha.simulator.ProcessorSimulator;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rinha-cli processor}: one simulated payment processor. */
@Command(
    name = "processor",
    mixinStandardHelpOptions = true,
    description = "Runs a simulated payment processor until it is told to stop.",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      ExitCode.OK_LINE,
      "1:it could not start; the message says why",
      ExitCode.USAGE_LINE
    },
    footer = {
      "  rinha-cli processor --port 8001 --fee 0.05",
      "  curl -X PUT localhost:8001/admin/configurations/delay \\",
      "       -H 'X-Rinha-Token: 123' -H 'Content-Type: application/json' -d '{\"delay\": 200}'"
    })
public final class ProcessorCommand implements Callable<Integer> {

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "Address to listen on. Default: ${DEFAULT-VALUE}")
  private String host = "";

  @Option(
      names = "--port",
      defaultValue = "8001",
      description = "Port to listen on. Default: ${DEFAULT-VALUE}")
  private int port;

  @Option(
      names = "--fee",
      defaultValue = "0.05",
      description = "What it keeps of each payment, as a fraction. Default: ${DEFAULT-VALUE}")
  private String fee = "";

  @Mixin private ProcessorTokenOption token = new ProcessorTokenOption();

  @Option(
      names = "--journal",
      paramLabel = "FILE",
      description = "Keep executed payments in this file over restarts. Default: in memory only")
  private @Nullable Path journal;

  /** For picocli. */
  public ProcessorCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    ProcessorSimulator simulator = start();
    System.err.println("processor listens on " + simulator.url() + ", fee " + fee);
    Runtime.getRuntime().addShutdownHook(new Thread(simulator::close));
    new CountDownLatch(1).await();
    return ExitCode.OK;
  }

  private ProcessorSimulator start() {
    try {
      var builder =
          ProcessorSimulator.builder().host(host).port(port).fee(fee).token(token.token());
      return (journal == null ? builder : builder.journal(journal)).start();
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), ExitCode.USAGE);
    } catch (UncheckedIOException e) {
      throw new CommandFailure(
          e.getMessage() + "; choose another with --port", ExitCode.INTERNAL_ERROR);
    }
  }
}

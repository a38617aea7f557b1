package dev.rinha.service;

import dev.rinha.service.lifecycle.ServiceLogging;
import dev.rinha.service.lifecycle.ServiceProcess;
import dev.rinha.service.wiring.StoreWiring;
import java.io.PrintStream;
import java.util.Locale;

/** Starts one service process; arguments are flags of the form {@code --key=value}. */
public final class Main {

  private Main() {}

  /** Runs until SIGTERM; exits with 1 if it cannot start, with 2 if a setting is wrong. */
  public static void main(String[] arguments) {
    // The same words and digits on every machine, also where a library formats them.
    Locale.setDefault(Locale.ROOT);
    ServiceLogging.setUp();
    PrintStream complaints = System.err;
    new ServiceProcess(new StoreWiring(), complaints)
        .start(arguments, System.getenv(), ServiceProcess::stopOnTermination)
        .ifPresent(System::exit);
  }
}

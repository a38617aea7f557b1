package dev.rinha.core.faults;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Locale;

/**
 * Runs a {@link FaultProxy} by hand until its standard input ends, then prints what it did.
 *
 * <pre>
 * --port=8101 --target=http://localhost:8001 --seed=1 --latency-millis=50 --latency=1000 --reset-after-forward=20
 * </pre>
 *
 * Every fault has a flag of its own name, in permille.
 */
public final class FaultProxyMain {

  private int port;
  private URI target = URI.create("http://localhost:8001");
  private long seed = 1;
  private FaultPlan plan = FaultPlan.none();

  private FaultProxyMain() {}

  public static void main(String[] args) throws IOException {
    FaultProxyMain main = new FaultProxyMain();
    for (String arg : args) {
      String[] flag = arg.split("=", 2);
      if (!arg.startsWith("--") || flag.length < 2) {
        throw new IllegalArgumentException("a flag must look like --name=value, was '" + arg + "'");
      }
      main.set(flag[0].substring(2), flag[1]);
    }
    main.run();
  }

  private void set(String name, String value) {
    switch (name) {
      case "port" -> port = Integer.parseInt(value);
      case "target" -> target = URI.create(value);
      case "seed" -> seed = Long.parseLong(value);
      case "latency-millis" -> plan = plan.withLatencyMillis(Long.parseLong(value));
      default -> plan = plan.with(fault(name), Integer.parseInt(value));
    }
  }

  private static Fault fault(String name) {
    return Fault.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private void run() throws IOException {
    InetSocketAddress address = new InetSocketAddress(target.getHost(), target.getPort());
    try (FaultProxy proxy = new FaultProxy(port, address, seed)) {
      proxy.plan(plan);
      System.out.println(
          proxy.url()
              + " -> "
              + target
              + ", "
              + plan
              + ", seed "
              + seed
              + "; end of input stops it");
      while (System.in.read() >= 0) {
        // Until the end of input.
      }
      System.out.println(proxy.connections() + " connections, " + proxy.requests() + " requests");
      for (Fault fault : Fault.values()) {
        System.out.println(fault + " " + proxy.count(fault));
      }
    }
  }
}

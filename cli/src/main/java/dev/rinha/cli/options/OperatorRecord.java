package dev.rinha.cli.options;

import dev.rinha.core.store.OperatorAct;
import dev.rinha.core.store.PaymentStore;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;

/**
 * Writes down what somebody does with this tool, by the user of the operating system and the name
 * of the machine. Done before the act, so that none is done that is not written down.
 */
public final class OperatorRecord {

  private OperatorRecord() {}

  /**
   * Writes it down.
   *
   * @param what such as {@code purge}
   * @param subject what it is done to
   * @param reason empty if none was given
   */
  public static void write(
      PaymentStore store, InstantSource clock, String what, String subject, String reason) {
    store
        .operatorLog()
        .append(
            new OperatorAct(
                clock.millis(),
                System.getProperty("user.name", "unknown"),
                machine(),
                what,
                subject,
                reason));
  }

  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}

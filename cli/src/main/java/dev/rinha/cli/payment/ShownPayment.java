package dev.rinha.cli.payment;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.NextCommand;
import dev.rinha.cli.options.PaymentParameter;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.cli.output.DocumentOption;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.SharedStore;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Predicate;
import picocli.CommandLine.Mixin;

/** The one payment that a command shows, where it is, and how it is printed. */
public final class ShownPayment {

  private final InstantSource clock = InstantSource.system();

  @Mixin private RedisOption redis = new RedisOption();
  @Mixin private DocumentOption output = new DocumentOption();
  @Mixin private PaymentParameter payment = new PaymentParameter();

  /** For picocli. */
  public ShownPayment() {}

  /**
   * Prints its sheet.
   *
   * @param belongs whether the command shows payments in that state
   * @param isNot what is said of others, such as {@code is not in doubt}
   * @throws CommandFailure if there is no such payment
   */
  public int print(PrintWriter out, Predicate<PaymentState> belongs, String isNot) {
    UUID id = payment.id();
    try (SharedStore store = redis.open()) {
      PaymentRecord known = store.ledger().find(id).orElseThrow(payment::unknown);
      if (!belongs.test(known.state())) {
        throw new CommandFailure(
            "payment %s %s; see %s".formatted(id, isNot, redis.next(NextCommand.PAYMENT_SHOW, id)),
            ExitCode.FINDING);
      }
      PaymentSheet sheet =
          PaymentSheet.of(known, store.pauses().current(), clock.millis(), redis)
              .at(store.inspection().placeOf(id));
      output.print(out, sheet::lines, sheet::json);
    }
    return ExitCode.OK;
  }
}

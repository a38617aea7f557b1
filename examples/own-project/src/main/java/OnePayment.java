import dev.rinha.core.PaymentRouter;
import dev.rinha.core.payment.Money;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.InMemoryProcessor;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.store.memory.MemoryStore;
import dev.rinha.core.summary.TimeWindow;
import java.util.UUID;

/** One payment through the library, without anything else: {@code mvn compile exec:java}. */
public final class OnePayment {

  public static void main(String[] arguments) throws InterruptedException {
    var cheap = ProcessorSettings.of("cheap", Fee.parse("0.05"));
    var setup = PaymentRouter.builder(new MemoryStore()).processor(cheap, new InMemoryProcessor());
    try (var router = setup.start()) {
      router.accept(UUID.randomUUID(), Money.parse("19.90"));
      awaitSettled(router);
      System.out.println(router.summary(TimeWindow.ALL).of("cheap"));
    }
  }

  private static void awaitSettled(PaymentRouter router) throws InterruptedException {
    long untilNanos = System.nanoTime() + 10_000_000_000L;
    while (router.census().settled() == 0) {
      if (System.nanoTime() > untilNanos) {
        throw new IllegalStateException("not settled within ten seconds: " + router.census());
      }
      Thread.sleep(5);
    }
  }

  private OnePayment() {}
}

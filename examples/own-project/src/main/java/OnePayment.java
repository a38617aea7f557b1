import dev.rinha.core.PaymentRouter;
import dev.rinha.core.payment.Money;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.InMemoryProcessor;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.store.memory.MemoryStore;
import java.util.UUID;

/** One payment through the library, without anything else: {@code mvn compile exec:java}. */
public final class OnePayment {

  public static void main(String[] arguments) {
    var cheap = ProcessorSettings.of("cheap", Fee.parse("0.05"));
    var bank = new InMemoryProcessor();
    try (var router = PaymentRouter.builder(new MemoryStore()).processor(cheap, bank).start()) {
      router.accept(UUID.randomUUID(), Money.parse("19.90"));
    }
    System.out.println("executed: " + bank.executed().size());
  }

  private OnePayment() {}
}

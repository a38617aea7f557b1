package dev.rinha.core.store.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rinha.core.faults.Mutations;
import dev.rinha.core.history.History;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.TraceParent;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.WorkerTerms;
import dev.rinha.core.traffic.RoutingInForce;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Whatever stands where we have written something is read, or refused as it is documented. */
final class ReadersFuzzTest {

  private static final UUID ID = new UUID(7, 9);

  private static void refusedAs(
      Class<? extends RuntimeException> refusal, List<String> samples, Consumer<String> reader) {
    Mutations.ofTexts(
        samples,
        text -> {
          try {
            reader.accept(text);
          } catch (RuntimeException e) {
            if (!refusal.isInstance(e)) {
              throw e;
            }
          }
        });
  }

  /** A step that cannot be read stays as it is. */
  @Test
  void historyIsReadWhateverStandsThere() {
    Mutations.ofTexts(
        List.of(
            "^00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01,-d1k,default:c1k/u1p/lrs,+xc/now",
            "default:c2/xe,!n104/why,#12w/a,/l12x,fallback:p3uw",
            "~shop-2,default:c2/xe",
            "^00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01,~shop,-d1k",
            "*1k,*"),
        text -> {
          History history = HistoryText.read(text);
          assertEquals(history, HistoryText.read(HistoryText.write(history)));
        });
  }

  @Test
  void recordIsReadOrNamed() {
    List<byte[]> samples =
        List.of(
                "Q:1ji:kq0lw3ac:",
                "S:1ji:kq0lw3ac:1:5:~shop",
                "X:1ji:kq0lw3ac:1:5:9:~shop,default:c2/xe",
                "L:1:2:3:4:")
            .stream()
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toList();

    Mutations.of(
        samples,
        bytes -> {
          try {
            PaymentRecord read = RecordText.parse(ID, bytes, Map.of(1, "default"), "");
            assertEquals(read.history().client(), RecordText.client(ID, bytes));
          } catch (StoreException e) {
            // It says which.
          }
        });
  }

  @Test
  void termsOfAWorkerAreReadOrRefused() {
    SortedMap<String, Long> timeouts = new TreeMap<>(Map.of("default", 10_000L, "x", 1L));
    List<String> samples =
        List.of(new WorkerTerms("one", 5_000, 60_000, timeouts, "").text(), "1,2", "5,0,a=1");

    refusedAs(IllegalArgumentException.class, samples, text -> WorkerTerms.of("one", text).text());
  }

  @Test
  void routingInForceIsReadOrRefused() {
    refusedAs(
        IllegalArgumentException.class,
        List.of("cheapest-in-time\ndefault 800 10000/10000 1 0.05", "p\nx 1 2 3 0.029+0.30"),
        text -> RoutingInForce.parse(text).text());
  }

  @Test
  void feeIsReadOrRefused() {
    refusedAs(
        IllegalArgumentException.class,
        List.of("0.05", "0.029+0.30 min 0.50; from 100.00: 0.02"),
        text -> assertEquals(Fee.parse(text), Fee.parse(Fee.parse(text).toString())));
  }

  @Test
  void amountIsReadOrRefused() {
    refusedAs(
        IllegalArgumentException.class,
        List.of("19.90", "1e2", "0.01"),
        text -> assertEquals(Money.parse(text), Money.parse(Money.parse(text).toString())));
  }

  @Test
  void traceIsReadOrThereIsNone() {
    Mutations.ofTexts(
        List.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        text ->
            TraceParent.parse(text)
                .ifPresent(
                    trace ->
                        assertEquals(trace, TraceParent.parse(trace.toString()).orElseThrow())));
  }
}

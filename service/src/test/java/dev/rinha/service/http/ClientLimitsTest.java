package dev.rinha.service.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rinha.service.config.ServiceConfig;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ClientLimitsTest {

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final AtomicInteger handled = new AtomicInteger();

  @Test
  void clientMayAskSoOftenInASecondAndOthersAsOften() throws Exception {
    ClientLimits limits = new ClientLimits(new ServiceConfig.ClientLimits(4, 0), nanos::get);

    assertEquals(4, answered(limits, "shop", 10));
    assertEquals(4, answered(limits, "bank", 10));
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(250));
    assertEquals(1, answered(limits, "shop", 10));
    nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
    assertEquals(4, answered(limits, "shop", 10));
  }

  @Test
  void clientMayHaveSoManyAtTheSameTime() throws Exception {
    ClientLimits limits = new ClientLimits(new ServiceConfig.ClientLimits(0, 1), nanos::get);

    limits.within(
        "shop",
        () -> {
          assertThrows(ProblemException.class, () -> limits.within("shop", () -> {}));
          assertEquals(1, answered(limits, "bank", 1));
        });

    assertEquals(3, answered(limits, "shop", 3));
  }

  private int answered(ClientLimits limits, String client, int times) throws Exception {
    handled.set(0);
    for (int i = 0; i < times; i++) {
      try {
        limits.within(client, handled::incrementAndGet);
      } catch (ProblemException e) {
        assertEquals(ProblemType.TOO_MANY_REQUESTS, e.problem().type());
      }
    }
    return handled.get();
  }
}

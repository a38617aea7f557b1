package dev.rinha.core.store.redis;

import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.TrafficLogContract;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.rinha.core.store.redis.TestRedis$Edition#available")
final class RedisTrafficLogTest extends TrafficLogContract {

  private static final AtomicInteger NAMESPACES = new AtomicInteger();

  private final String namespace = "traffic" + NAMESPACES.incrementAndGet();
  @Parameter TestRedis.Edition edition = TestRedis.Edition.BUNDLED;

  @Override
  protected PaymentStore openStore() {
    return RedisStore.open(
        RedisSettings.at(TestRedis.shared(edition).address()).withNamespace(namespace));
  }

  @Override
  protected long storeMillis() {
    return System.currentTimeMillis();
  }
}

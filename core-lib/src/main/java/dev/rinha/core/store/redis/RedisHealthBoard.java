package dev.rinha.core.store.redis;

import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.store.HealthBoard;
import java.util.Map;

/** What all instances share about the health of the processors. */
final class RedisHealthBoard implements HealthBoard {

  private final RedisContext context;

  RedisHealthBoard(RedisContext context) {
    this.context = context;
  }

  @Override
  public boolean lease(String processor, String holder, long leaseMillis) {
    return context
            .run(
                Script.LEASE, arguments -> lease(arguments, processor).add(holder).add(leaseMillis))
            .number(0)
        == 1;
  }

  @Override
  public void publish(String processor, String holder, HealthReport report, long quietMillis) {
    context.run(
        Script.PUBLISH,
        arguments ->
            lease(arguments, processor).add(holder).add(HealthText.of(report)).add(quietMillis));
  }

  private static Arguments lease(Arguments arguments, String processor) {
    return arguments.store("health-lease:" + processor).add(processor);
  }

  @Override
  public Map<String, Seen> read() {
    return HealthText.board(context.run(Script.BOARD));
  }
}

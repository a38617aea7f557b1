package dev.rinha.core.store.redis;

import dev.rinha.core.store.OperatorAct;
import dev.rinha.core.store.OperatorLog;
import dev.rinha.core.store.Retention;
import java.util.ArrayList;
import java.util.List;

/** What operators have done, as it stands in Redis: a stream whose ids are the times of writing. */
final class RedisOperatorLog implements OperatorLog {

  /** How many texts an act is, see {@code operatorlog.lua}. */
  private static final int WIDTH = 6;

  private final RedisContext context;

  RedisOperatorLog(RedisContext context) {
    this.context = context;
  }

  @Override
  public void append(OperatorAct act) {
    var _ =
        context.run(
            Script.OPERATOR_LOG_APPEND,
            arguments ->
                arguments
                    .add(act.atMillis())
                    .add(act.who())
                    .add(act.from())
                    .add(act.what())
                    .add(act.subject())
                    .add(act.reason()));
  }

  @Override
  public List<OperatorAct> last(int max) {
    OperatorLog.requireMax(max);
    Reply flat = context.run(Script.OPERATOR_LOG, arguments -> arguments.add(max));
    List<OperatorAct> acts = new ArrayList<>();
    for (int i = 0; i < flat.size(); i += WIDTH) {
      acts.add(
          new OperatorAct(
              flat.number(i),
              flat.text(i + 1),
              flat.text(i + 2),
              flat.text(i + 3),
              flat.text(i + 4),
              flat.text(i + 5)));
    }
    return acts.reversed();
  }

  @Override
  public int forget(long beforeMillis, int max) {
    return (int)
        context
            .run(
                Script.OPERATOR_LOG_FORGET,
                arguments ->
                    arguments
                        .add(Math.max(1, beforeMillis))
                        .add(Math.min(max, Retention.MOST_PER_STEP)))
            .number(0);
  }
}

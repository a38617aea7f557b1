package dev.rinha.core.store.redis;

import dev.rinha.core.payment.Intent;
import dev.rinha.core.store.Conflict;
import dev.rinha.core.store.Conflicts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The contradictions that are kept for an operator. */
final class RedisConflicts implements Conflicts {

  private final RedisContext context;

  RedisConflicts(RedisContext context) {
    this.context = context;
  }

  @Override
  public long count() {
    return context.run(Script.CENSUS).number(7);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The first 10 000 of them.
   */
  @Override
  public List<Conflict> list() {
    Reply flat = context.run(Script.CONFLICTS).list(0);
    List<Conflict> conflicts = new ArrayList<>();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      byte[] field = flat.bytes(i);
      String[] intent =
          new String(
                  Arrays.copyOfRange(field, Binary.ID_BYTES, field.length), StandardCharsets.UTF_8)
              .split(":", 2);
      conflicts.add(
          new Conflict(
              Binary.id(field),
              new Intent(intent[1], Long.parseLong(intent[0])),
              flat.number(i + 1)));
    }
    return conflicts;
  }
}

package dev.rinha.core.store.redis;

import dev.rinha.core.store.WorkerRoster;
import dev.rinha.core.store.WorkerTerms;
import java.util.ArrayList;
import java.util.List;

/** Who works on the store. */
final class RedisRoster implements WorkerRoster {

  private final RedisContext context;

  RedisRoster(RedisContext context) {
    this.context = context;
  }

  @Override
  public List<WorkerTerms> announce(WorkerTerms terms) {
    return roster(terms.worker(), terms.text(), terms.memoryMillis(), terms.address());
  }

  @Override
  public void withdraw(String worker) {
    roster(worker, "", 0, "");
  }

  @Override
  public List<WorkerTerms> all() {
    return roster("", "", 0, "");
  }

  private List<WorkerTerms> roster(String worker, String terms, long memoryMillis, String address) {
    if (!worker.isEmpty()) {
      // Who is silent is not waited for, unless the store went back before: that has to be noted.
      context.era();
    }
    Reply flat =
        context.run(
            Script.ANNOUNCE,
            arguments -> arguments.add(worker).add(terms).add(memoryMillis).add(address));
    List<WorkerTerms> others = new ArrayList<>();
    for (int i = 0; i + 2 < flat.size(); i += 3) {
      others.add(WorkerTerms.of(flat.text(i), flat.text(i + 1)).withAddress(flat.text(i + 2)));
    }
    return others;
  }
}

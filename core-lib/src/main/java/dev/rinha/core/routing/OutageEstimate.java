package dev.rinha.core.routing;

/** Guesses how long an outage will still last. Implementations are pure and thread safe. */
@FunctionalInterface
public interface OutageEstimate {

  /**
   * The default: the mean of what was left of earlier outages when they had lasted as long as the
   * present one, together with one guess that needs no experience: that it lasts as long again as
   * it has lasted, and ten seconds. Short outages teach that the next one is short as well, and an
   * outage that outlasts all of them is soon not taken for a short one any more.
   */
  OutageEstimate LEARNED =
      outages -> {
        long lasted = outages.lastedMillis();
        long restMillis = lasted + 10_000;
        int guesses = 1;
        for (long ended : outages.endedMillis()) {
          if (ended > lasted) {
            restMillis += ended - lasted;
            guesses++;
          }
        }
        return restMillis / guesses;
      };

  /**
   * The expected rest of the present outage.
   *
   * @return milliseconds, not negative
   */
  long restMillis(Outages outages);
}

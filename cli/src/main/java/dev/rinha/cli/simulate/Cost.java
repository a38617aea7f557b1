package dev.rinha.cli.simulate;

import dev.rinha.core.routing.PriceOfTime;

/**
 * What a time cost, in millionths of a cent. Immutable.
 *
 * @param fees paid
 * @param time from acceptance to settlement or to the end, at a price
 * @param unfinished the dearest fee for what was not settled at the end
 */
record Cost(double fees, double time, double unfinished) {

  static Cost of(long feeMicroCents, double waitedCentSeconds, PriceOfTime price) {
    return new Cost(feeMicroCents, waitedCentSeconds * price.partsPerMillionPerSecond(), 0);
  }

  double inAll() {
    return fees + time + unfinished;
  }

  Cost times(double factor) {
    return new Cost(fees * factor, time * factor, unfinished * factor);
  }
}

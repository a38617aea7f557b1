package dev.rinha.core.routing;

/**
 * What it would cost to have a payment executed by a processor, as far as can be foreseen.
 * Immutable.
 *
 * @param feeMicroCents what the processor keeps, in millionths of a cent
 * @param restOfOutageMillis until it is expected to work again, 0 while it works
 * @param backlogMillis until it is expected to have room, 0 if it has
 * @param latencyMillis until it is expected to have answered
 * @param timeMicroCents what the three together cost, in millionths of a cent
 */
public record Quote(
    String processor,
    long feeMicroCents,
    long restOfOutageMillis,
    long backlogMillis,
    long latencyMillis,
    long timeMicroCents) {

  /** Fee and time together, in millionths of a cent. */
  public long microCents() {
    return feeMicroCents + timeMicroCents;
  }
}

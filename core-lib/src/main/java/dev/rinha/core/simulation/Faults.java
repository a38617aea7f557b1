package dev.rinha.core.simulation;

/**
 * What goes wrong in a simulation until everything heals. Rates are probabilities from 0 to 1, numbers are how
 * often something happens. Immutable.
 *
 * @param storeFails a store call is not executed
 * @param storeAnswerLost a store call is executed, in part or in whole, and its caller learns of a failure
 * @param storeLate a store call is executed after its caller was told of a failure
 * @param storeSlow a store call takes long
 * @param storeOutages the store is away for a while
 * @param requestReset a request is lost and the connection reset before it arrives
 * @param answerLost a processor's answer is lost
 * @param failsAfterInsert a processor answers 500 although it has stored the payment
 * @param lookupFails a processor does not answer a look-up
 * @param processorChanges a processor gets another delay or begins or ends to fail
 * @param processorOutages a processor cannot be reached, is restarted or stands still for a while
 * @param crashes a worker dies
 * @param stops a worker is stopped in an orderly way
 * @param stalls a worker stands still for a while
 * @param purges everything is purged
 * @param repeats a client offers a payment again
 * @param acceptLost an API instance dies between accepting a payment and saying so
 * @param poison a payment that every processor rejects
 */
public record Faults(
    double storeFails,
    double storeAnswerLost,
    double storeLate,
    double storeSlow,
    int storeOutages,
    double requestReset,
    double answerLost,
    double failsAfterInsert,
    double lookupFails,
    int processorChanges,
    int processorOutages,
    int crashes,
    int stops,
    int stalls,
    int purges,
    double repeats,
    double acceptLost,
    double poison) {

  /** Draws which faults a simulation has; each kind is missing in half of all simulations. */
  static Faults draw(Dice dice) {
    return new Faults(
        dice.rate(0.1),
        dice.rate(0.1),
        dice.rate(0.05),
        dice.rate(0.1),
        dice.times(3),
        dice.rate(0.2),
        dice.rate(0.3),
        dice.rate(0.2),
        dice.rate(0.4),
        dice.times(12),
        dice.times(5),
        dice.times(5),
        dice.times(2),
        dice.times(5),
        dice.chance(0.3) ? dice.between(1, 2) : 0,
        dice.rate(0.5),
        dice.rate(0.2),
        dice.rate(0.1));
  }

  /** The same without payments that are rejected. */
  Faults withoutPoison() {
    return new Faults(
        storeFails,
        storeAnswerLost,
        storeLate,
        storeSlow,
        storeOutages,
        requestReset,
        answerLost,
        failsAfterInsert,
        lookupFails,
        processorChanges,
        processorOutages,
        crashes,
        stops,
        stalls,
        purges,
        repeats,
        acceptLost,
        0);
  }
}

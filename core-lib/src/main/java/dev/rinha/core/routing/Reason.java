package dev.rinha.core.routing;

/** Why a payment was sent where it was, or why it was held. */
public enum Reason {
  /** The cheapest processor works and has room. */
  CHEAPEST("it is the cheapest processor and it works"),
  /** The cheaper processors cannot take it and it has waited as long as its patience allows. */
  PATIENCE_OVER("it had waited for a cheaper processor as long as its patience allowed"),
  /** The time that a cheaper processor would have taken was worth more than its lower fee. */
  TIME_COSTS_MORE(
      "the time a cheaper processor would have taken was worth more than its lower fee"),
  /** Given by earlier versions only, and read in their histories. */
  EXPOSED("more payments waited for a cheaper processor than it was worth risking"),
  /** The processor is down; this payment finds out whether it works again. */
  PROBE("the processor was down and this payment tested whether it works again"),
  /** The processor is slow and therefore avoided; this payment measures whether it still is. */
  MEASUREMENT("the processor was slow and this payment measured whether it still is"),
  /** Another processor failed and the policy does not wait. */
  FAILOVER("a processor before it was not able to take it"),
  /** The policy spreads payments by weight. */
  WEIGHT("payments are spread by weight"),
  /** The payment is bound to this processor by an earlier attempt whose outcome was unknown. */
  BOUND("an earlier attempt there had an unknown outcome"),
  /** Held: the cheapest processor has as many in flight as it can take. */
  HOLD_FULL("the cheapest processor had as many payments in flight as it can take"),
  /** Held: the cheapest processor is down and holding is cheaper than paying the higher fee. */
  HOLD_FOR_CHEAPER("the cheapest processor was down and waiting was worth the difference in fees"),
  /** Held: no processor works. */
  HOLD_NONE_WORKS("no processor worked"),
  /** Held: an operator has paused the queue, or the cheapest processor. */
  HOLD_PAUSED("an operator had paused the queue or the cheapest processor"),
  /** Held: the policy wanted a processor that could not take it. */
  HOLD_NOT_ABLE("the processor that the policy wanted was not able to take it"),
  /** Held: the policy threw, named a processor that there is not, or said nothing. */
  HOLD_UNDECIDED("the routing policy failed to decide, which is a defect in it");

  private final String words;

  Reason(String words) {
    this.words = words;
  }

  /** The reason as the second half of a sentence. */
  public String words() {
    return words;
  }
}

package dev.rinha.core.store;

/**
 * How a partition of a store is now.
 *
 * @param number from 0 on
 * @param server host and port of the server that has it; empty if that is not known
 * @param state whether it can be used
 * @param replicas how many other servers follow that one now; 0 if it does not tell
 */
public record StorePartition(int number, String server, State state, int replicas) {

  /** Whether a partition can be used. */
  public enum State {
    /** It answers, and has as many replicas as must have each write. */
    WELL,
    /**
     * It answers and takes no payments: fewer replicas follow its server than must have a write.
     */
    TOO_FEW_REPLICAS,
    /** Its server does not answer. */
    AWAY
  }
}

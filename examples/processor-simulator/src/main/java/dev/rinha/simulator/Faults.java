package dev.rinha.simulator;

import java.time.Duration;

/**
 * Misbehaviour beyond the processor's public settings, for tests. At most one fault strikes a
 * payment request; the rates are permille of the requests and all zero by default. Immutable.
 *
 * @param droppedPermille the connection is closed before the request is handled; nothing is stored
 * @param stalledPermille the insert, and so the answer, comes {@code stall} later than the
 *     configured delay
 * @param failedAfterInsertPermille answered 500 although the payment is stored
 * @param answerLostPermille the payment is stored, then the connection is closed without an answer
 * @param answerHeldPermille the payment is stored, and its answer comes {@code stall} later
 * @param refusedPermille answered 400, as for a payment that is malformed; nothing is stored
 * @param stall how long a stalled payment or a held answer hangs; 10 s by default, at most 10 min
 */
public record Faults(
    int droppedPermille,
    int stalledPermille,
    int failedAfterInsertPermille,
    int answerLostPermille,
    int answerHeldPermille,
    int refusedPermille,
    Duration stall) {

  static final Duration DEFAULT_STALL = Duration.ofSeconds(10);

  private static final int ALL = 1000;
  private static final Faults NONE = new Faults(0, 0, 0, 0, 0, 0, DEFAULT_STALL);

  /**
   * @throws IllegalArgumentException if a rate is negative, the rates add up to over 1000, or the
   *     stall is out of range
   */
  public Faults {
    requireRate("dropped", droppedPermille);
    requireRate("stalled", stalledPermille);
    requireRate("failedAfterInsert", failedAfterInsertPermille);
    requireRate("answerLost", answerLostPermille);
    requireRate("answerHeld", answerHeldPermille);
    requireRate("refused", refusedPermille);
    int sum =
        droppedPermille
            + stalledPermille
            + failedAfterInsertPermille
            + answerLostPermille
            + answerHeldPermille
            + refusedPermille;
    if (sum > ALL) {
      throw new IllegalArgumentException(
          "fault rates must add up to at most 1000 permille, not " + sum);
    }
    Conditions.requireDelay("stall", stall);
  }

  /** No faults: the processor as it is documented. */
  public static Faults none() {
    return NONE;
  }

  /** These faults with another rate of requests dropped before they are handled. */
  public Faults withDropped(int permille) {
    return new Faults(
        permille,
        stalledPermille,
        failedAfterInsertPermille,
        answerLostPermille,
        answerHeldPermille,
        refusedPermille,
        stall);
  }

  /** These faults with another rate and duration of stalled payments. */
  public Faults withStalled(int permille, Duration stall) {
    return new Faults(
        droppedPermille,
        permille,
        failedAfterInsertPermille,
        answerLostPermille,
        answerHeldPermille,
        refusedPermille,
        stall);
  }

  /** These faults with another rate of payments stored and yet answered 500. */
  public Faults withFailedAfterInsert(int permille) {
    return new Faults(
        droppedPermille,
        stalledPermille,
        permille,
        answerLostPermille,
        answerHeldPermille,
        refusedPermille,
        stall);
  }

  /** These faults with another rate of payments stored and not answered. */
  public Faults withAnswerLost(int permille) {
    return new Faults(
        droppedPermille,
        stalledPermille,
        failedAfterInsertPermille,
        permille,
        answerHeldPermille,
        refusedPermille,
        stall);
  }

  /** These faults with another rate of payments stored and answered too late. */
  public Faults withAnswerHeld(int permille) {
    return new Faults(
        droppedPermille,
        stalledPermille,
        failedAfterInsertPermille,
        answerLostPermille,
        permille,
        refusedPermille,
        stall);
  }

  /** These faults with another rate of payments refused. */
  public Faults withRefused(int permille) {
    return new Faults(
        droppedPermille,
        stalledPermille,
        failedAfterInsertPermille,
        answerLostPermille,
        answerHeldPermille,
        permille,
        stall);
  }

  boolean any() {
    return pick(0) != Fault.NONE;
  }

  /** The fault that a draw from 0 to 999 stands for: the rates laid end to end. */
  Fault pick(int draw) {
    int end = droppedPermille;
    if (draw < end) {
      return Fault.DROPPED;
    }
    end += stalledPermille;
    if (draw < end) {
      return Fault.STALLED;
    }
    end += failedAfterInsertPermille;
    if (draw < end) {
      return Fault.FAILED_AFTER_INSERT;
    }
    end += answerLostPermille;
    if (draw < end) {
      return Fault.ANSWER_LOST;
    }
    end += answerHeldPermille;
    if (draw < end) {
      return Fault.ANSWER_HELD;
    }
    end += refusedPermille;
    return draw < end ? Fault.REFUSED : Fault.NONE;
  }

  private static void requireRate(String name, int permille) {
    if (permille < 0 || permille > ALL) {
      throw new IllegalArgumentException(
          name + " must be from 0 to 1000 permille, not " + permille);
    }
  }

  /** What strikes one request. */
  enum Fault {
    NONE,
    DROPPED,
    STALLED,
    FAILED_AFTER_INSERT,
    ANSWER_LOST,
    ANSWER_HELD,
    REFUSED
  }
}

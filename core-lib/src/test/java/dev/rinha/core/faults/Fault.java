package dev.rinha.core.faults;

/** One way in which a request through a {@link FaultProxy} can go wrong. */
public enum Fault {

  /** The answer comes whole but late. The only fault that may come on top of another one. */
  LATENCY,

  /** The request is read and then the connection reset: the target never saw it. */
  RESET_BEFORE_FORWARD,

  /** The target has answered, but the client gets a reset: the answer is lost. */
  RESET_AFTER_FORWARD,

  /** The target has answered, but the client gets the head and half of the body, then the end. */
  CUT_RESPONSE,

  /**
   * The target has answered, but the client gets the end of the stream; its own half stays open.
   */
  HALF_CLOSE,

  /** The request is read and nothing happens any more: the target never saw it. */
  STALL_BEFORE_FORWARD,

  /** The target has answered, but the client hears nothing, not even the end. */
  STALL_AFTER_FORWARD,

  /**
   * The connection is reset as soon as it was made. Drawn per connection, not per request. For a
   * connection that cannot be made at all see {@link FaultProxy#refuse()}.
   */
  RESET_ON_ACCEPT;

  boolean spoilsRequests() {
    return this != LATENCY && this != RESET_ON_ACCEPT;
  }
}

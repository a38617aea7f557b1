package dev.rinha.cli.attack;

/**
 * One thing that an attacker does.
 *
 * @param name says what, and is nobody else's
 * @param promise that it must not break
 * @param target who is attacked
 * @param from as whom
 * @param delivery what is sent, and how
 * @param allowed what may be answered
 */
record Attack(
    String name, Promise promise, Target target, Source from, Delivery delivery, Allowed allowed) {

  /** From where. */
  enum Source {
    /** An address of loopback that nobody else has. */
    STRANGER,
    /** The one that is a trusted proxy. */
    PROXY
  }

  /** By a stranger, all at once. */
  static Attack whole(String name, Promise promise, Target target, String bytes, Allowed allowed) {
    return new Attack(name, promise, target, Source.STRANGER, new Delivery.Whole(bytes), allowed);
  }

  @Override
  public String toString() {
    return name + " at " + target;
  }
}

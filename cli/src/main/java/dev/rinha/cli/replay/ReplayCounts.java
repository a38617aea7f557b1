package dev.rinha.cli.replay;

/**
 * What became of the lines so far. Immutable.
 *
 * @param accepted taken by the gateway now
 * @param duplicate had been accepted before; nothing was done twice
 * @param rejected refused for good, for instance because the id belongs to another amount
 * @param unreadable no payments at all
 */
record ReplayCounts(long accepted, long duplicate, long rejected, long unreadable) {

  static final ReplayCounts NONE = new ReplayCounts(0, 0, 0, 0);

  ReplayCounts plus(Answer answer) {
    return switch (answer) {
      case Answer.Accepted _ -> new ReplayCounts(accepted + 1, duplicate, rejected, unreadable);
      case Answer.Duplicate _ -> new ReplayCounts(accepted, duplicate + 1, rejected, unreadable);
      case Answer.Rejected _ -> new ReplayCounts(accepted, duplicate, rejected + 1, unreadable);
      case Answer.NotTaken _ -> this;
    };
  }

  ReplayCounts plusUnreadable() {
    return new ReplayCounts(accepted, duplicate, rejected, unreadable + 1);
  }

  long total() {
    return accepted + duplicate + rejected + unreadable;
  }

  boolean clean() {
    return rejected == 0 && unreadable == 0;
  }
}

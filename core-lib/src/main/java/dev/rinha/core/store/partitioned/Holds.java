package dev.rinha.core.store.partitioned;

import dev.rinha.core.store.Claim;

/**
 * How the claims of partitions are named outside, where no two may have the same name and each is
 * of the era of the whole store: with the partition's number and its own era behind the entry, such
 * as {@code 17/1@3.5}. Whoever hands one back has it as the partition handed it out, whatever has
 * become of other partitions meanwhile.
 */
final class Holds {

  private final Eras eras;

  Holds(Eras eras) {
    this.eras = eras;
  }

  /** As it is handed out. */
  Claim outside(Partition partition, Claim claim) {
    eras.heard(partition, claim.era());
    return with(claim, claim.entry() + "@" + partition.number() + "." + claim.era(), eras.number());
  }

  /** As its partition knows it. One that nobody has handed out is of no era. */
  static Claim inside(Claim claim) {
    int at = claim.entry().lastIndexOf('@');
    int dot = claim.entry().lastIndexOf('.');
    return at < 0
        ? with(claim, claim.entry(), 0)
        : with(
            claim,
            claim.entry().substring(0, at),
            Long.parseLong(claim.entry().substring(dot + 1)));
  }

  private static Claim with(Claim claim, String entry, long era) {
    return new Claim(
        entry,
        claim.generation(),
        era,
        claim.payment(),
        claim.queuedAtMillis(),
        claim.state(),
        claim.history());
  }
}

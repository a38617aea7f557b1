package dev.rinha.core.store.redis;

import dev.rinha.core.store.StoreCallObserver;
import dev.rinha.core.store.partitioned.Partitioner;
import dev.rinha.core.store.redis.RedisContext.Unusable;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Finds out the terms of a store, and notes them where the store is made. A store that is not
 * parted and one that is have different keys, so each is looked for before the other one is made.
 * Thread safe.
 */
final class TermsSource {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final RedisSettings settings;
  private final RedisLink whole;
  private final RedisLink control;
  private final Use use;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile @Nullable StoreTerms known;

  /** What a store is opened for. */
  enum Use {
    /** All that it is for; it is made where there is none. */
    MAKING,
    /** All that it is for, where there is one. */
    EXISTING,
    /** Reading one that nobody may write to. */
    READ_ONLY
  }

  TermsSource(RedisSettings settings, RedisNodes nodes, Use use) {
    this.settings = settings;
    this.use = use;
    this.whole = new RedisLink(nodes, settings.namespace(), StoreCallObserver.NONE);
    this.control = new RedisLink(nodes, tag(settings.namespace(), 0), StoreCallObserver.NONE);
  }

  /** What the keys of a partition begin with, in braces. */
  static String tag(String namespace, int partition) {
    return namespace + ":" + partition;
  }

  /**
   * The terms of the store that is there; else, those of the settings.
   *
   * @throws Unusable if the store has other ones than the settings say
   */
  StoreTerms get() {
    StoreTerms terms = known;
    return terms != null ? terms : ask();
  }

  /** Whether those of a store that is there have been read. */
  boolean known() {
    return known != null;
  }

  private StoreTerms ask() {
    asking.lock();
    try {
      StoreTerms terms = known;
      if (terms == null) {
        terms = there();
        if (terms == null) {
          return settings.partitions() > 1
              ? new StoreTerms(settings.partitions(), new byte[0])
              : StoreTerms.ONE;
        }
        known = terms;
      }
      return terms;
    } finally {
      asking.unlock();
    }
  }

  private @Nullable StoreTerms there() {
    int wanted = settings.partitions();
    if (hasOnePartition()) {
      return known(1, StoreTerms.ONE);
    }
    byte[] key = new byte[Partitioner.KEY_BYTES];
    RANDOM.nextBytes(key);
    Reply reply =
        control.run(
            Script.TERMS,
            new Arguments(Script.TERMS, control.key(""), 1, true)
                .add(wanted)
                .add(HexFormat.of().formatHex(key))
                .add(use == Use.MAKING && wanted > 1 ? 1 : 0));
    int partitions = (int) reply.number(0);
    return partitions == 0
        ? null
        : known(partitions, new StoreTerms(partitions, HexFormat.of().parseHex(reply.text(1))));
  }

  private StoreTerms known(int partitions, StoreTerms found) {
    StoreTerms terms = use == Use.READ_ONLY ? found.asReadOnly() : found;
    int wanted = settings.partitions();
    if (wanted > 0 && wanted != partitions) {
      throw Unusable.partitions(control.where(), settings, partitions);
    }
    return terms;
  }

  private boolean hasOnePartition() {
    return whole.generation().matches("\\d+(" + StoreTerms.READ_ONLY + ")?");
  }
}

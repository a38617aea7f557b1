package dev.rinha.core.store.redis;

import dev.rinha.core.store.StoreException;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanCursor;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Deletes what earlier generations left behind, in small batches beside the running business, on a
 * virtual thread of its own. A sweep that is cut short is made good by the next one. Thread safe.
 */
final class Sweeper {

  private static final System.Logger LOG = System.getLogger(Sweeper.class.getName());

  private final RedisLink link;
  private final ReentrantLock oneSweeps = new ReentrantLock();

  Sweeper(RedisLink link) {
    this.link = link;
  }

  /** Deletes everything of generations before this one; returns at once. */
  void sweepBefore(long generation) {
    Thread.ofVirtual().name("rinha-sweep").start(() -> trySweep(generation));
  }

  private void trySweep(long generation) {
    oneSweeps.lock();
    try {
      sweep(generation);
    } catch (StoreException e) {
      Level level = link.isClosed() ? Level.DEBUG : Level.WARNING;
      LOG.log(level, "purged data is deleted by the next purge: {0}", e.getMessage());
    } finally {
      oneSweeps.unlock();
    }
  }

  private void sweep(long generation) {
    ScanCursor cursor = ScanCursor.INITIAL;
    while (!cursor.isFinished()) {
      KeyScanCursor<byte[]> batch = link.scan(cursor, link.key("[0-9]*"));
      List<byte[]> old =
          batch.getKeys().stream().filter(key -> generationOf(key) < generation).toList();
      link.unlink(old);
      cursor = batch;
    }
  }

  private long generationOf(byte[] key) {
    String name = new String(key, StandardCharsets.ISO_8859_1);
    int begin = link.key("").length();
    int end = name.indexOf(':', begin);
    try {
      return Long.parseLong(name, begin, end, 10);
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      return Long.MAX_VALUE; // not one of ours
    }
  }
}

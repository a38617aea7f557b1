package dev.rinha.core.store.redis;

import dev.rinha.core.store.partitioned.Partitioner;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What whoever uses a store has to know so as to find each payment where everybody else does: how
 * many partitions it has, and the key of the hash that tells which one has a payment. Each
 * partition knows them too, and its scripts refuse a caller with others. Immutable.
 */
final class StoreTerms {

  /** Of a store that is not parted. */
  static final StoreTerms ONE = new StoreTerms(1, new byte[0]);

  /** Stands behind the generation of a store that nobody may write to. */
  static final String READ_ONLY = "/read-only";

  /** A digest of the key tells keys apart and does not give it away. */
  private static final int DIGEST_BYTES = 6;

  private final int partitions;
  private final byte[] hashKey;
  private final boolean readOnly;
  private final Partitioner partitioner;
  private final ConcurrentMap<Script, String> digests = new ConcurrentHashMap<>();

  StoreTerms(int partitions, byte[] hashKey) {
    this(partitions, hashKey, false);
  }

  private StoreTerms(int partitions, byte[] hashKey, boolean readOnly) {
    this.partitions = partitions;
    this.hashKey = hashKey.clone();
    this.readOnly = readOnly;
    this.partitioner = new Partitioner(partitions, this::hashKey);
  }

  /** The same for the one reader of a store that nobody may write to. */
  StoreTerms asReadOnly() {
    return new StoreTerms(partitions, hashKey, true);
  }

  /** The same for everybody else. */
  StoreTerms asWritable() {
    return new StoreTerms(partitions, hashKey, false);
  }

  int partitions() {
    return partitions;
  }

  byte[] hashKey() {
    return hashKey.clone();
  }

  /** Which partition has a payment. */
  int partitionOf(UUID id) {
    return partitions == 1 ? 0 : partitioner.partitionOf(id);
  }

  /** Which hash of a partition has a payment's record. */
  int bucket(UUID id, int buckets) {
    if (partitions > 1) {
      return partitioner.bucketOf(id, buckets);
    }
    long mixed = id.getMostSignificantBits() ^ id.getLeastSignificantBits();
    mixed = (mixed ^ mixed >>> 33) * 0xff51afd7ed558ccdL;
    return (int) Long.remainderUnsigned(mixed ^ mixed >>> 33, buckets);
  }

  /** What stands behind the generation in each partition. */
  String text() {
    String parts =
        partitions == 1
            ? ""
            : "/"
                + partitions
                + "/"
                + HexFormat.of().formatHex(Arrays.copyOf(sha256(hashKey), DIGEST_BYTES));
    return readOnly ? parts + READ_ONLY : parts;
  }

  /** A script that refuses callers with other terms than the store's. */
  byte[] source(Script script) {
    return script.text(text());
  }

  /** What Redis knows that script by once it has seen it. */
  String digest(Script script) {
    return digests.computeIfAbsent(script, one -> Script.sha1(source(one)));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

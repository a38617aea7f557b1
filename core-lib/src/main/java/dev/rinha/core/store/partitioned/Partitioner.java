package dev.rinha.core.store.partitioned;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.UUID;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Says which partition has a payment: by a hash of the correlation id under a key, so that nobody
 * who does not know the key can choose ids that all fall into one partition. Immutable and thread
 * safe.
 */
public final class Partitioner {

  /** The most partitions that a store may have: a place in a list holds one of each. */
  public static final int MOST_PARTITIONS = 256;

  /** How long a key is, in bytes. */
  public static final int KEY_BYTES = 16;

  private static final String HASH = "HmacSHA256";

  private final int partitions;
  private final Supplier<byte[]> key;
  private volatile @Nullable Mac keyed;

  /**
   * Creates one.
   *
   * @param partitions how many there are, 1 to {@link #MOST_PARTITIONS}
   * @param key {@link #KEY_BYTES} random bytes, drawn when the store was made, and for ever the
   *     same
   * @throws IllegalArgumentException if one of them is out of its range
   */
  public Partitioner(int partitions, byte[] key) {
    this(partitions, () -> key);
    keyed = keyed(key);
  }

  /**
   * The same, and the key is asked for when it is needed first, and again if that throws.
   *
   * @throws IllegalArgumentException if the number is out of its range; a key that is throws it
   *     from {@link #partitionOf}
   */
  public Partitioner(int partitions, Supplier<byte[]> key) {
    if (partitions < 1 || partitions > MOST_PARTITIONS) {
      throw new IllegalArgumentException(
          "partitions must be 1 to " + MOST_PARTITIONS + ", was " + partitions);
    }
    this.partitions = partitions;
    this.key = requireNonNull(key, "key");
  }

  private static Mac keyed(byte[] key) {
    if (requireNonNull(key, "key").length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "the key must be " + KEY_BYTES + " bytes long, was " + key.length);
    }
    try {
      Mac mac = Mac.getInstance(HASH);
      mac.init(new SecretKeySpec(key, HASH));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + HASH, e);
    }
  }

  /** How many partitions there are. */
  public int partitions() {
    return partitions;
  }

  /** The number of the partition that has the payment, from 0 on. */
  public int partitionOf(UUID correlationId) {
    return share(hash(correlationId).getInt(0), partitions);
  }

  /** Another number of the payment under the same key, from 0 on and below that many. */
  public int bucketOf(UUID correlationId, int buckets) {
    return share(hash(correlationId).getInt(Integer.BYTES), buckets);
  }

  private static int share(int hash, int of) {
    return (int) (Integer.toUnsignedLong(hash) * of >>> Integer.SIZE);
  }

  private ByteBuffer hash(UUID correlationId) {
    requireNonNull(correlationId, "correlationId");
    byte[] id =
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(correlationId.getMostSignificantBits())
            .putLong(correlationId.getLeastSignificantBits())
            .array();
    return ByteBuffer.wrap(mac().doFinal(id));
  }

  /** A hash keeps what it has read so far: each is used by one thread. */
  private Mac mac() {
    Mac made = keyed;
    if (made == null) {
      made = keyed(key.get());
      keyed = made;
    }
    try {
      return (Mac) made.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the hash of the JDK can be cloned", e);
    }
  }
}

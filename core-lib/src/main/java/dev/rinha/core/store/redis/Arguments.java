package dev.rinha.core.store.redis;

import dev.rinha.core.history.History;
import dev.rinha.core.summary.TimeBuckets.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The arguments of one script call, in order, and the keys that they imply. A script touches no key
 * but those that are declared here and those that its files name at their top. A Redis that is no
 * cluster needs no more than the keys of every script, and is spared the rest, which would cost it
 * 1 to 2 % of its CPU per payment (docs/decisions.md).
 */
final class Arguments {

  private final String store;
  private final String data;
  private final boolean declares;
  private final Set<String> keys = new LinkedHashSet<>();
  private final List<byte[]> values = new ArrayList<>();

  /**
   * @param store what the names of all keys begin with
   * @param generation whose data it is about, see {@link RedisContext#run}
   * @param declares whether all keys are declared
   */
  Arguments(Script script, String store, long generation, boolean declares) {
    this.store = store;
    this.data = store + generation + ':';
    this.declares = declares;
    if (declares) {
      script.storeKeys().forEach(this::store);
      script.dataKeys().forEach(this::data);
    }
  }

  Arguments add(byte[] value) {
    values.add(value);
    return this;
  }

  Arguments add(String value) {
    return add(bytes(value));
  }

  Arguments add(History history) {
    return add(OfferText.write(history));
  }

  Arguments add(long value) {
    return add(Long.toString(value));
  }

  /** Declares a key that survives a purge. */
  Arguments store(String name) {
    return declare(store, name);
  }

  /** Declares a key of the generation. */
  Arguments data(String name) {
    return declare(data, name);
  }

  private Arguments declare(String beginning, String name) {
    if (declares) {
      keys.add(beginning + name);
    }
    return this;
  }

  /** Adds the bucket of a record, and declares it. */
  Arguments bucket(int bucket) {
    return data("i:" + bucket).add(bucket);
  }

  /** Adds bucket and id of a record, and declares it. */
  Arguments record(int bucket, UUID id) {
    return bucket(bucket).add(Binary.id(id));
  }

  /** Adds a page of totals, and declares it. */
  Arguments page(Level level, long page) {
    String name = level.letter() + ":" + page;
    return data("a:" + name).add(name);
  }

  /** Declares all totals in which a payment of this time is counted. */
  Arguments totals(long millis) {
    for (Level level : Level.all()) {
      data("a:" + level.letter() + ':' + level.bucket(millis) / level.bucketsPerPage());
    }
    return this;
  }

  /** The keys: first those of every script, see {@code prelude.lua}. */
  byte[][] keys(byte[]... ofEveryScript) {
    byte[][] all = new byte[ofEveryScript.length + 1 + keys.size()][];
    System.arraycopy(ofEveryScript, 0, all, 0, ofEveryScript.length);
    int next = ofEveryScript.length;
    all[next++] = bytes(data + "absent");
    for (String key : keys) {
      all[next++] = bytes(key);
    }
    return all;
  }

  byte[][] values() {
    return values.toArray(byte[][]::new);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

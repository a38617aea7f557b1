package dev.rinha.core.store.redis;

import dev.rinha.core.store.Census;
import dev.rinha.core.store.StoreCallObserver;
import dev.rinha.core.store.StoreException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What the ports of one store share: the way to Redis, in which the store is made first where it is
 * not there, and the era of the store that answers. Thread safe.
 */
final class RedisContext {

  private static final Logger LOG = Logger.getLogger(RedisContext.class.getName());

  /** Of what is written down. Another number is for what a build with this one would misread. */
  static final String FORMAT = "1";

  static final int ITEMS_PER_CALL = 256;

  private static final int MOST_TRIES = 5;

  private final RedisSettings settings;
  private final boolean makes;
  private final Supplier<StoreTerms> terms;
  private final RedisLink link;
  private final ReentrantLock noticing = new ReentrantLock();
  private volatile Noticed noticed = new Noticed(-1, 0);
  private volatile int idBuckets;
  private volatile long generation = 1;

  /** The era of the store that answers on a connection. */
  private record Noticed(long connection, long era) {}

  /**
   * @param tag what the names of all keys begin with, in braces
   * @param makes whether the store is made where there is none
   */
  RedisContext(
      RedisSettings settings,
      RedisNodes nodes,
      String tag,
      Supplier<StoreTerms> terms,
      StoreCallObserver observer,
      boolean makes) {
    this.settings = settings;
    this.makes = makes;
    this.terms = terms;
    this.link = new RedisLink(nodes, tag, observer);
  }

  RedisSettings settings() {
    return settings;
  }

  boolean makes() {
    return makes;
  }

  RedisLink link() {
    return link;
  }

  Reply run(Script script) {
    return run(script, _ -> {});
  }

  /**
   * Runs a script on the store.
   *
   * @param describing adds the arguments, and declares keys that follow from them; done again where
   *     somebody has purged the store meanwhile
   */
  Reply run(Script script, Consumer<Arguments> describing) {
    return RedisOutbox.keptBounded(this, withQueue(() -> runNow(script, describing)));
  }

  /**
   * Runs a script whatever there is of the store. What a purge forgets has other keys after it, so
   * that the generation has to be known to declare them; whoever is wrong is told the right one.
   */
  Reply runNow(Script script, Consumer<Arguments> describing) {
    for (int tries = 1; ; tries++) {
      Arguments arguments = new Arguments(script, link.key(""), generation, link.mayBeInCluster());
      describing.accept(arguments);
      try {
        return link.run(script, arguments);
      } catch (RedisLink.OtherGeneration e) {
        generation = e.generation();
        if (tries == MOST_TRIES) {
          throw StoreException.refused(link.where() + ": the store is purged all the time", e);
        }
      }
    }
  }

  /** Does something that needs the queue; makes the queue first if it is not there. */
  <T> T withQueue(Supplier<T> action) {
    if (idBuckets == 0) {
      initialize();
    }
    try {
      return action.get();
    } catch (StoreException e) {
      if (!(e.getCause() instanceof RedisLink.QueueMissing)) {
        throw e;
      }
      initialize();
      return action.get();
    }
  }

  /**
   * The era of the store. On each new connection it is looked whether another server process
   * answers than the one that is noted, or an older copy.
   */
  long era() {
    Noticed last = noticed;
    return last.connection == link.connection() ? last.era : notice();
  }

  /** Somebody else may have noticed it first. */
  void learn(long era) {
    Noticed last = noticed;
    if (era > last.era) {
      noticed = new Noticed(last.connection, era);
    }
  }

  private long notice() {
    noticing.lock();
    try {
      long connection = link.connection();
      Noticed last = noticed;
      if (last.connection == connection) {
        return last.era;
      }
      String run = new HealthCheck(this, settings).runId();
      long era = run(Script.ERA, arguments -> arguments.add(run).add(last.era)).number(0);
      noticed = new Noticed(connection, era);
      return era;
    } finally {
      noticing.unlock();
    }
  }

  boolean exists() {
    return idBuckets(false) > 0;
  }

  private int idBuckets(boolean make) {
    link.use(terms.get());
    Reply reply =
        runNow(
            Script.INIT,
            arguments ->
                arguments
                    .add(settings.idBuckets())
                    .add(settings.environment())
                    .add(make ? 1 : 0)
                    .add(FORMAT));
    if (reply.number(1) == 2) {
      throw Unusable.format(link.where(), settings, reply.text(2));
    }
    if (reply.number(1) == 1) {
      LOG.log(
          Level.SEVERE,
          "the group of the queue was gone and is made anew; {0} payments are handed out again,"
              + " each compared with its record before anything is sent; {1} are missing in the"
              + " queue{2}",
          new Object[] {
            reply.number(2), reply.number(3), reply.number(3) == 0 ? "" : ": " + Census.REMEDY
          });
    }
    return (int) reply.number(0);
  }

  private void initialize() {
    // Somebody may have emptied the server, and with it the note of the era.
    noticed = new Noticed(-1, noticed.era);
    idBuckets = idBuckets(makes);
    if (idBuckets == 0) {
      throw new StoreException(
          "%s has no store '%s'%s"
              .formatted(
                  link.where(),
                  settings.namespace(),
                  link.told().isReplica() ? " and is READONLY, a replica" : ""));
    }
  }

  /** A store that this process must not touch. */
  static final class Unusable extends StoreException {
    private static final long serialVersionUID = 1L;

    private Unusable(String message) {
      super(message);
    }

    static Unusable format(String where, RedisSettings settings, String format) {
      return new Unusable(
          ("%s: store '%s' has format %s, and this build knows format %s only; use the build that"
                  + " made it, or a newer one")
              .formatted(where, settings.namespace(), format, FORMAT));
    }

    static Unusable partitions(String where, RedisSettings settings, int there) {
      return new Unusable(
          ("%s: store '%s' was made with %s partitions, and the settings say %s: set"
                  + " store.partitions=%s, or copy the store to one that has as many as you want")
              .formatted(where, settings.namespace(), there, settings.partitions(), there));
    }
  }

  /** Into how many hashes the records are spread. Known once a script has run. */
  int idBuckets() {
    return idBuckets;
  }

  /** Which hash has the payment's record. Known once a script has run, or while one is prepared. */
  int bucket(UUID id) {
    return terms.get().bucket(id, idBuckets);
  }

  static <A> void forEachPart(List<A> items, Consumer<List<A>> action) {
    for (int from = 0; from < items.size(); from += ITEMS_PER_CALL) {
      action.accept(items.subList(from, Math.min(items.size(), from + ITEMS_PER_CALL)));
    }
  }
}

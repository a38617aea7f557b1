package dev.rinha.simulation;

import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.ProcessorAnswer;
import dev.rinha.core.processor.StatusMeanings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A payment processor as the challenge describes it: a delay that is fixed on arrival, then the
 * failure setting as it is by then, then the insert. Whether anybody still waits for the answer
 * changes nothing.
 */
final class SimulatedProcessor {

  private static final long YEAR_1_MILLIS = -62_135_596_800_000L;

  private final World world;
  private final String name;
  private final Map<UUID, Stored> records = new HashMap<>();

  private long delayMillis;
  private boolean failing;
  private int working;
  private int life;
  private long standsStillUntilMillis;
  private long refusesUntilMillis;
  private long silentUntilMillis;
  private long interceptedSinceMillis;
  private long interceptedUntilMillis;
  private Interceptor interceptor = Interceptor.HTML;

  /** What a processor has stored, and from when on look-ups show it. */
  private record Stored(Track.Executed executed, long visibleFromMillis) {}

  /** What may answer for a processor, posts and look-ups alike. */
  private enum Interceptor {
    HTML(200, "text/html"),
    REDIRECT(301, "text/html"),
    UNAUTHORIZED(401, "application/json"),
    FORBIDDEN(403, ""),
    NOT_FOUND(404, ""),
    NO_ROUTE(404, "application/json"),
    NOT_ALLOWED(405, ""),
    MAINTENANCE(503, "text/html");

    private final ProcessorAnswer answer;

    Interceptor(int status, String contentType) {
      String body =
          switch (contentType) {
            case "" -> "";
            case "text/html" -> "<html>";
            default -> "{}";
          };
      this.answer = new ProcessorAnswer(status, contentType, body, 0);
    }
  }

  SimulatedProcessor(World world, String name) {
    this.world = world;
    this.name = name;
  }

  /**
   * A request arrives.
   *
   * @param answer gets the answer when it leaves; is not called when the processor dies before
   */
  void arrive(
      UUID correlationId, long cents, long requestedAtMillis, Consumer<ProcessorAnswer> answer) {
    if (working >= world.scenario.capacity()) {
      world.ended();
      answer.accept(new ProcessorAnswer(429, "", "", world.random.upTo(1_000)));
      return;
    }
    working++;
    int lifeThen = life;
    world.virtualClock.after(
        delayMillis,
        () ->
            awake(
                () -> {
                  world.ended();
                  if (life == lifeThen) {
                    working--;
                    answer.accept(execute(correlationId, cents, requestedAtMillis));
                  }
                }));
  }

  private void awake(Runnable action) {
    if (world.nowMillis() < standsStillUntilMillis) {
      world.virtualClock.at(standsStillUntilMillis, action);
    } else {
      action.run();
    }
  }

  private ProcessorAnswer execute(UUID correlationId, long cents, long requestedAtMillis) {
    Track track = world.oracle.track(correlationId);
    if (track.poison && !world.faultsEnded()) {
      // Some say so with the status that stands for a payment that is there.
      return answer((correlationId.getLeastSignificantBits() & 1) == 0 ? 400 : 422);
    }
    if (failing) {
      return answer(500);
    }
    if (records.containsKey(correlationId)) {
      return answer(422);
    }
    Track.Executed executed = new Track.Executed(name, cents, requestedAtMillis);
    records.put(
        correlationId,
        new Stored(
            executed,
            world.nowMillis()
                + world.random.upTo(world.scenario.faults().processors().lookUpLagMillis())));
    world.note(name, "inserts ", track);
    world.happened(new Fact.Inserted(track, executed));
    return world.mishap(world.scenario.faults().processors().failsAfterInsert())
        ? answer(500)
        : answer(200);
  }

  private static ProcessorAnswer answer(int status) {
    return new ProcessorAnswer(status, "application/json", "{}", 0);
  }

  Lookup find(UUID correlationId) {
    Optional<ProcessorAnswer> theirs = intercepted();
    if (theirs.isPresent()) {
      return StatusMeanings.absent(theirs.get())
          ? new Lookup.Absent()
          : new Lookup.Unavailable(theirs.get().toString());
    }
    Stored stored = records.get(correlationId);
    if (stored == null || world.nowMillis() < stored.visibleFromMillis()) {
      return new Lookup.Absent();
    }
    Lookup.Found found =
        new Lookup.Found(stored.executed().cents(), stored.executed().requestedAtMillis());
    return world.mishap(world.scenario.faults().processors().nonsense()) ? nonsense(found) : found;
  }

  private Lookup nonsense(Lookup.Found found) {
    return switch (world.random.between(0, 3)) {
      case 0 -> new Lookup.Found(found.amountCents(), YEAR_1_MILLIS);
      case 1 -> new Lookup.Found(found.amountCents(), Long.MAX_VALUE);
      case 2 -> new Lookup.Found(-found.amountCents() - 1, found.requestedAtMillis());
      default -> new Lookup.Found(Long.MAX_VALUE, found.requestedAtMillis());
    };
  }

  /** What something else answers for it now, to whatever it is asked. */
  Optional<ProcessorAnswer> intercepted() {
    return world.nowMillis() < interceptedUntilMillis
        ? Optional.of(interceptor.answer)
        : Optional.empty();
  }

  /** Something that answers look-ups as the processor would is believed after an in-doubt bound. */
  void interceptUntil(long untilMillis) {
    long now = world.nowMillis();
    boolean follows = intercepted().isPresent();
    interceptor = world.random.pick(interceptors());
    interceptedSinceMillis = follows ? interceptedSinceMillis : now;
    interceptedUntilMillis =
        interceptor.answer.status() == 404
            ? Math.min(
                untilMillis, interceptedSinceMillis + world.scenario.shortestInDoubtBoundMillis())
            : untilMillis;
    world.note(name, "is intercepted by " + interceptor + " until +", interceptedUntilMillis - now);
  }

  /**
   * A machine that answers look-ups as the processor would is believed right after the store has
   * gone back in time, as guarantees.md admits: nobody else knows what was executed.
   */
  private List<Interceptor> interceptors() {
    return Stream.of(Interceptor.values())
        .filter(
            each ->
                world.scenario.faults().time().rewinds() == 0
                    || !StatusMeanings.absent(each.answer))
        .toList();
  }

  HealthReport health() {
    return refuses() || silent() || intercepted().isPresent()
        ? new HealthReport.Unreachable("no connection")
        : new HealthReport.Reported(failing, delayMillis);
  }

  boolean refuses() {
    return world.nowMillis() < refusesUntilMillis;
  }

  boolean silent() {
    return world.nowMillis() < silentUntilMillis;
  }

  void change(long newDelayMillis, boolean newFailing) {
    world.note(name, newFailing ? "fails after " : "works after ", newDelayMillis);
    delayMillis = newDelayMillis;
    failing = newFailing;
  }

  /** Connections are refused until then; requests that have arrived are worked on. */
  void refuseUntil(long untilMillis) {
    world.note(name, "refuses connections until +", untilMillis - world.nowMillis());
    refusesUntilMillis = Math.max(refusesUntilMillis, untilMillis);
  }

  /** Nothing gets through to it or from it until then; requests that have arrived are worked on. */
  void silentUntil(long untilMillis) {
    world.note(name, "is cut off until +", untilMillis - world.nowMillis());
    silentUntilMillis = Math.max(silentUntilMillis, untilMillis);
  }

  /**
   * Dies and is started again after a while; what it was working on is gone, its records are not.
   */
  void restart(long downMillis) {
    world.note(name, "is restarted");
    life++;
    working = 0;
    refuseUntil(world.nowMillis() + downMillis);
  }

  /** Does nothing until then. */
  void standStillUntil(long untilMillis) {
    world.note(name, "stands still until +", untilMillis - world.nowMillis());
    standsStillUntilMillis = untilMillis;
  }

  void endFaults() {
    change(world.random.upTo(10), false);
    refusesUntilMillis = world.nowMillis();
    silentUntilMillis = world.nowMillis();
    interceptedUntilMillis = world.nowMillis();
  }
}

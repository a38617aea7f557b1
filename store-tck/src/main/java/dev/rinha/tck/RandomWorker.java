package dev.rinha.tck;

import static dev.rinha.tck.Phase.history;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.ClientName;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.DeadLetters.Discard;
import dev.rinha.core.store.DeadLetters.Replay;
import dev.rinha.core.store.InDoubtPayment;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.UnknownOutcomes.Freeing;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.Clearance;
import dev.rinha.core.store.WorkQueue.Doubt;
import dev.rinha.core.store.WorkQueue.GiveUp;
import dev.rinha.core.store.WorkQueue.Settlement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Calls everything a store offers, in an order drawn from a seed, and tells what it was answered.
 */
final class RandomWorker {

  private static final long NOW = 1_752_600_000_000L;

  private static final long NEVER_MILLIS = 3_600_000;

  private final PaymentStore store;
  private final String name;
  private final Random random;
  private final List<Claim> claims = new ArrayList<>();
  private final Map<UUID, Intent> intents = new HashMap<>();

  RandomWorker(PaymentStore store, String name, long seed) {
    this.store = store;
    this.name = name;
    this.random = new Random(seed);
  }

  int run(int steps) {
    for (int i = 0; i < steps; i++) {
      step();
    }
    return steps;
  }

  /** Does one thing; answers what it was and what came of it, without the names of entries. */
  Object step() {
    return switch (random.nextInt(17)) {
      case 0, 1, 2 -> accept();
      case 3 -> remember(store.queue().take(name, 1 + random.nextInt(4), 0));
      case 4 ->
          remember(
              store
                  .queue()
                  .takeOver(
                      name, 1 + random.nextInt(3), random.nextInt(4) == 0 ? 0 : NEVER_MILLIS));
      case 5, 6 -> store.queue().begin(name, some().map(this::begin).toList());
      case 7 ->
          store
              .queue()
              .doubt(
                  name,
                  some()
                      .map(
                          c ->
                              new Doubt(
                                  seen(c),
                                  intent(c, false),
                                  NOW + random.nextInt(9),
                                  history(c.history(), "d")))
                      .toList());
      case 8 ->
          random.nextInt(3) > 0
              ? store
                  .queue()
                  .clear(
                      name,
                      some().map(c -> new Clearance(seen(c), history(c.history(), "c"))).toList())
              : store
                  .queue()
                  .giveUp(
                      name,
                      some()
                          .map(
                              c ->
                                  new GiveUp(
                                      seen(c),
                                      "why",
                                      NOW + random.nextInt(99),
                                      history(c.history(), "x")))
                          .toList());
      case 9, 10 ->
          store
              .queue()
              .settle(
                  some()
                      .map(
                          c ->
                              new Settlement(
                                  c,
                                  intent(c, random.nextInt(9) == 0),
                                  NOW + 7,
                                  history(c.history(), "s")))
                      .toList());
      case 11 -> replay();
      case 12 -> resolve();
      case 13 -> discard();
      case 14 -> frozenReplay();
      case 15 -> forget();
      default -> renewOrRelease();
    };
  }

  /** Mostly of what the payment is, sometimes of what it was when it was taken. */
  private Claim seen(Claim claim) {
    return random.nextInt(4) == 0
        ? claim
        : store
            .ledger()
            .find(claim.payment().correlationId())
            .map(record -> claim.as(record.state(), record.history()))
            .orElse(claim);
  }

  private Begin begin(Claim claim) {
    return new Begin(
        seen(claim), intent(claim, true), history(claim.history(), "b" + random.nextInt(2)));
  }

  private Object accept() {
    return store
        .intake()
        .accept(
            new Payment(
                new UUID(7, random.nextInt(300)),
                new Money(100 + random.nextInt(2)),
                NOW + random.nextInt(99)),
            History.offered(Optional.empty(), client()));
  }

  private Optional<ClientName> client() {
    int drawn = random.nextInt(4);
    return drawn == 0 ? Optional.empty() : Optional.of(new ClientName(drawn == 1 ? "few" : "many"));
  }

  private Object renewOrRelease() {
    List<Claim> held = some().toList();
    if (random.nextBoolean()) {
      store.queue().release(name, held);
      return "released";
    }
    return store.queue().renew(name, held).stream().map(Claim::payment).toList();
  }

  private Object replay() {
    DeadLetterFilter filter =
        DeadLetterFilter.ALL.diedBefore(NOW + random.nextInt(120)).reasonBeginsWith("wh");
    List<DeadLetter> letters = store.deadLetters().list(filter, random.nextInt(4));
    long at = NOW + random.nextInt(9);
    return List.of(
        letters.stream()
            .map(letter -> List.of(letter.payment(), letter.diedAtMillis(), letter.history()))
            .toList(),
        store
            .deadLetters()
            .replay(
                letters.stream()
                    .map(letter -> new Replay(letter, at, history(letter.history(), "r" + at)))
                    .toList()));
  }

  private Object discard() {
    List<DeadLetter> letters = store.deadLetters().list(DeadLetterFilter.ALL, random.nextInt(2));
    long at = NOW + random.nextInt(9);
    List<Object> answers =
        new ArrayList<>(
            store
                .deadLetters()
                .discard(
                    letters.stream()
                        .map(l -> new Discard(l, at, history(l.history(), "t" + at)))
                        .toList()));
    store
        .deadLetters()
        .readDiscarded(
            discarded ->
                answers.add(List.of(discarded.letter().payment(), discarded.discardedAtMillis())));
    return answers;
  }

  private Object frozenReplay() {
    String id = "r" + random.nextInt(3);
    store.replays().begin(id, "some", name, NOW, false);
    store.replays().select(id, store.deadLetters().list(DeadLetterFilter.ALL, random.nextInt(4)));
    if (random.nextBoolean()) {
      store.replays().freeze(id);
    }
    Object step =
        store
            .replays()
            .step(
                id, 1 + random.nextInt(2), l -> new Replay(l, NOW + 3, history(l.history(), name)));
    return List.of(step, store.replays().all());
  }

  private Object forget() {
    long at = NOW + random.nextInt(200);
    return switch (random.nextInt(3)) {
      case 0 ->
          store.retention().forgetSettled(NOW + random.nextInt(90_000), 1 + random.nextInt(2));
      case 1 -> random.nextInt(3) == 0 ? store.retention().forgetDead(at, 1) : "nothing";
      default -> random.nextInt(3) == 0 ? store.retention().forgetDiscarded(at, 1) : "nothing";
    };
  }

  private Object resolve() {
    List<InDoubtPayment> doubtful = store.unknownOutcomes().list(random.nextInt(4));
    long at = NOW + random.nextInt(9);
    return List.of(
        doubtful.stream()
            .map(payment -> List.of(payment.payment(), payment.intent(), payment.sinceMillis()))
            .toList(),
        random.nextInt(3) == 0
            ? store
                .queue()
                .settle(
                    doubtful.stream()
                        .map(
                            d ->
                                new Settlement(
                                    d.unheldClaim(), d.intent(), at, history(d.history(), "o")))
                        .toList())
            : store
                .unknownOutcomes()
                .free(
                    doubtful.stream()
                        .map(d -> new Freeing(d, at, history(d.history(), "f" + at), 0))
                        .toList()));
  }

  private Object remember(List<Claim> taken) {
    claims.addAll(taken);
    return taken.stream()
        .map(c -> List.of(c.payment(), c.queuedAtMillis(), c.state(), c.history()))
        .toList();
  }

  private Stream<Claim> some() {
    List<Claim> chosen = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0 && !claims.isEmpty(); i--) {
      chosen.add(claims.get(claims.size() - 1 - random.nextInt(Math.min(8, claims.size()))));
    }
    return chosen.stream();
  }

  private Intent intent(Claim claim, boolean fresh) {
    UUID id = claim.payment().correlationId();
    Intent intent = intents.get(id);
    if (fresh || intent == null) {
      intent =
          new Intent(random.nextBoolean() ? "default" : "fallback", NOW + random.nextInt(100_000));
      intents.put(id, intent);
    }
    return intent;
  }
}

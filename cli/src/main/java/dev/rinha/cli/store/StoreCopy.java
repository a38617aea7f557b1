package dev.rinha.cli.store;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetters.Discard;
import dev.rinha.core.store.PaymentLists;
import dev.rinha.core.store.PaymentLists.Entry;
import dev.rinha.core.store.PaymentLists.Page;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.WorkQueue.GiveUp;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.store.WorkQueue.WriteResult;
import dev.rinha.core.summary.TimeWindow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * Copies the payments of a store in which nothing is unfinished to an empty one that nobody uses:
 * each is accepted there, taken and brought to where it was, in the order of the lists, by the
 * steps that the stores' users use. So it does not matter what kind of store either is. Memory is
 * bounded by a page.
 */
final class StoreCopy {

  private static final int PAGE = 256;
  private static final long WAIT_MILLIS = 100;
  private static final int MOST_IN_VAIN = 50;
  private static final String WORKER = "store-copy";

  private final PaymentStore from;
  private final PaymentStore to;
  private final LongConsumer copied;
  private final BooleanSupplier stop;
  private long count;

  /**
   * @param copied is told how many are copied
   * @param stop asked after each page whether to leave it at that
   */
  StoreCopy(PaymentStore from, PaymentStore to, LongConsumer copied, BooleanSupplier stop) {
    this.from = from;
    this.to = to;
    this.copied = copied;
    this.stop = stop;
  }

  /**
   * Copies all; repeating it copies everything once more, which an idempotent store refuses.
   *
   * @return whether it came to its end
   * @throws StoreException if either store does not answer
   * @throws CommandFailure if somebody else uses the other one
   */
  boolean run() {
    PaymentLists lists = from.lists();
    return each(
            place -> lists.settled(TimeWindow.ALL, place, PAGE).map(entry -> entry.correlationId()))
        && each(place -> ids(lists.dead(TimeWindow.ALL, place, PAGE)))
        && each(place -> ids(lists.discarded(TimeWindow.ALL, place, PAGE)));
  }

  private static Page<UUID> ids(Page<PaymentRecord> page) {
    return page.map(record -> record.payment().correlationId());
  }

  private boolean each(Function<String, Page<UUID>> pages) {
    Optional<String> place = Optional.of(PaymentLists.BEGINNING);
    while (place.isPresent()) {
      if (stop.getAsBoolean()) {
        return false;
      }
      Page<UUID> page = pages.apply(place.get());
      if (page.unreadable() > 0) {
        throw new CommandFailure(
            page.unreadable() + " entries of the store cannot be read", ExitCode.REFUSED);
      }
      copy(from.ledger().find(page.entries().stream().map(Entry::value).toList()));
      place = page.next();
    }
    return true;
  }

  private void copy(List<PaymentRecord> records) {
    accept(records);
    Map<UUID, Claim> claims = take(records.size());
    List<Settlement> settlements = new ArrayList<>();
    List<GiveUp> giveUps = new ArrayList<>();
    List<PaymentRecord> discarded = new ArrayList<>();
    for (PaymentRecord record : records) {
      Claim claim = claims.get(record.payment().correlationId());
      if (claim == null) {
        throw inUse(record.payment().correlationId() + " is taken by somebody else");
      }
      switch (record.state()) {
        case PaymentState.Settled(var intent, long at) ->
            settlements.add(new Settlement(claim, intent, at, record.history()));
        case PaymentState.Dead(String reason, long at) ->
            giveUps.add(new GiveUp(claim, reason, at, record.history()));
        case PaymentState.Discarded(PaymentState.Dead(String reason, long at), _) -> {
          giveUps.add(new GiveUp(claim, reason, at, record.history()));
          discarded.add(record);
        }
        case PaymentState.Queued _, PaymentState.Sending _, PaymentState.InDoubt _ ->
            throw new CommandFailure(
                record.payment().correlationId() + " is unfinished, and was not before",
                ExitCode.REFUSED);
      }
    }
    requireDone(to.queue().settle(settlements));
    requireDone(to.queue().giveUp(WORKER, giveUps));
    discard(discarded);
    count += records.size();
    copied.accept(count);
  }

  /** Side by side, as clients do it. */
  private void accept(List<PaymentRecord> records) {
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Acceptance>> answers =
          records.stream()
              .map(
                  record ->
                      clients.submit(() -> to.intake().accept(record.payment(), record.history())))
              .toList();
      for (int i = 0; i < answers.size(); i++) {
        Acceptance answer = answers.get(i).get();
        if (!(answer instanceof Acceptance.Accepted)) {
          throw inUse(
              "accepting %s there is answered %s"
                  .formatted(records.get(i).payment().correlationId(), answer));
        }
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof StoreException failure
          ? failure
          : new IllegalStateException("a defect", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted", e);
    }
  }

  /** All are there, but a store may hand out fewer at a time than are asked for. */
  private Map<UUID, Claim> take(int wanted) {
    Map<UUID, Claim> claims = new HashMap<>();
    for (int inVain = 0; claims.size() < wanted && inVain < MOST_IN_VAIN; ) {
      List<Claim> some = to.queue().take(WORKER, wanted - claims.size(), WAIT_MILLIS);
      inVain = some.isEmpty() ? inVain + 1 : 0;
      some.forEach(claim -> claims.put(claim.payment().correlationId(), claim));
    }
    return claims;
  }

  private void discard(List<PaymentRecord> records) {
    List<Discard> discards = new ArrayList<>();
    for (PaymentRecord record : records) {
      DeadLetter letter =
          to.deadLetters()
              .find(record.payment().correlationId())
              .orElseThrow(() -> inUse(record.payment().correlationId() + " is gone"));
      if (record.state() instanceof PaymentState.Discarded(_, long at)) {
        discards.add(new Discard(letter, at, record.history()));
      }
    }
    if (to.deadLetters().discard(discards).contains(false)) {
      throw inUse("a dead letter is gone");
    }
  }

  private static void requireDone(List<WriteResult> results) {
    if (results.stream().anyMatch(result -> result != WriteResult.DONE)) {
      throw inUse("writes are answered " + results.stream().distinct().toList());
    }
  }

  private static CommandFailure inUse(String sign) {
    return new CommandFailure("the store to copy to is in use: " + sign, ExitCode.REFUSED);
  }
}

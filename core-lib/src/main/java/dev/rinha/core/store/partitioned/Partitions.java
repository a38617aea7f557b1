package dev.rinha.core.store.partitioned;

import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.StoreException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** All partitions of a store, and how they are called: one, some, or all side by side. */
final class Partitions {

  private final List<Partition> all;
  private final Partitioner partitioner;
  private final Executor others;
  private final LongSupplier nanos;
  private final AtomicInteger firstAsked = new AtomicInteger();

  Partitions(
      List<? extends PaymentStore> stores,
      Partitioner partitioner,
      Executor others,
      LongSupplier nanos) {
    List<Partition> partitions = new ArrayList<>();
    for (PaymentStore store : stores) {
      partitions.add(new Partition(partitions.size(), stores.size(), store, others, nanos));
    }
    this.all = List.copyOf(partitions);
    this.partitioner = partitioner;
    this.others = others;
    this.nanos = nanos;
  }

  List<Partition> all() {
    return all;
  }

  int count() {
    return all.size();
  }

  /** The one that has what is not of one payment. */
  Partition control() {
    return all.getFirst();
  }

  List<Partition> allButControl() {
    return all.subList(1, all.size());
  }

  Partition of(UUID correlationId) {
    return all.get(partitioner.partitionOf(correlationId));
  }

  /** The one with that number. */
  Partition numbered(String number) {
    int index = Integer.parseInt(number);
    if (index < 0 || index >= all.size()) {
      throw new IllegalArgumentException("there is no partition " + number + " of " + count());
    }
    return all.get(index);
  }

  boolean noneAnswers() {
    return all.stream().noneMatch(Partition::answers);
  }

  long nanos() {
    return nanos.getAsLong();
  }

  /** Has somebody else do it. */
  void elsewhere(Runnable task) {
    others.execute(task);
  }

  /**
   * Calls some of them side by side, and answers when all have ended.
   *
   * @throws RuntimeException what one of them throws, unless it says that it cannot be asked
   */
  <A> List<Part<A>> each(List<Partition> some, Function<Partition, A> call) {
    List<FutureTask<Part<A>>> tasks =
        some.stream()
            .map(partition -> new FutureTask<Part<A>>(() -> partition.part(call)))
            .toList();
    tasks.stream().skip(1).forEach(others::execute);
    tasks.stream().limit(1).forEach(Runnable::run);
    List<Part<A>> parts = new ArrayList<>();
    List<Throwable> defects = new ArrayList<>();
    for (Future<Part<A>> task : tasks) {
      try {
        parts.add(task.get());
      } catch (ExecutionException e) {
        defects.add(e.getCause() == null ? e : e.getCause());
      } catch (InterruptedException e) {
        tasks.forEach(unfinished -> unfinished.cancel(true));
        Thread.currentThread().interrupt();
        throw new StoreException("interrupted while waiting for partitions", e);
      }
    }
    for (Throwable defect : defects) {
      if (defect instanceof Error error) {
        throw error;
      }
      throw defect instanceof RuntimeException exception
          ? exception
          : new IllegalStateException("a checked exception", defect);
    }
    return parts;
  }

  /**
   * Asks each of them, which must all answer; if one does not the others are asked all the same.
   */
  <A> List<A> every(List<Partition> some, Function<PaymentStore, A> call) {
    return answers(each(some, partition -> partition.call(call)));
  }

  /** The same of all. */
  <A> List<A> every(Function<PaymentStore, A> call) {
    return every(all, call);
  }

  /** Has all of them do it. */
  void everyDoes(Consumer<PaymentStore> call) {
    everyDoes(all, call);
  }

  void everyDoes(List<Partition> some, Consumer<PaymentStore> call) {
    var _ = every(some, doing(call));
  }

  static Function<PaymentStore, Boolean> doing(Consumer<PaymentStore> call) {
    return store -> {
      call.accept(store);
      return true;
    };
  }

  static <A> List<A> answers(List<Part<A>> parts) {
    return parts.stream()
        .map(
            part ->
                switch (part) {
                  case Part.Answered<A>(A answer) -> answer;
                  case Part.Failed<A>(StoreException why) -> throw why;
                })
        .toList();
  }

  /** What those have answered that did. If none did, that is thrown. */
  static <A> List<A> answersOfSome(List<Part<A>> parts) {
    List<A> answers =
        parts.stream()
            .<A>mapMulti(
                (part, next) -> {
                  if (part instanceof Part.Answered<A>(A answer)) {
                    next.accept(answer);
                  }
                })
            .toList();
    return answers.isEmpty() ? answers(parts) : answers;
  }

  /** Which of these belong to which partition, by their places in the list. */
  <W> Map<Integer, List<Integer>> places(List<W> items, Function<W, UUID> correlationId) {
    Map<Integer, List<Integer>> places = new TreeMap<>();
    for (int i = 0; i < items.size(); i++) {
      places
          .computeIfAbsent(of(correlationId.apply(items.get(i))).number(), _ -> new ArrayList<>())
          .add(i);
    }
    return places;
  }

  /**
   * Asks each partition about those that are its own, side by side, and answers in their order.
   *
   * @param call answers as many as it is asked about
   * @param failed the answer of a partition that does not answer
   */
  <W, A> List<A> split(
      List<W> items,
      Function<W, UUID> correlationId,
      BiFunction<Partition, List<W>, List<A>> call,
      Function<StoreException, A> failed) {
    Map<Integer, List<Integer>> places = places(items, correlationId);
    List<Part<List<A>>> parts =
        each(
            places.keySet().stream().map(all::get).toList(),
            partition -> call.apply(partition, own(items, places, partition)));
    Map<Integer, A> answers = new TreeMap<>();
    int next = 0;
    for (List<Integer> own : places.values()) {
      Part<List<A>> part = parts.get(next++);
      for (int i = 0; i < own.size(); i++) {
        answers.put(
            own.get(i),
            switch (part) {
              case Part.Answered<List<A>>(List<A> answered) -> answered.get(i);
              case Part.Failed<List<A>>(StoreException why) -> failed.apply(why);
            });
      }
    }
    return List.copyOf(answers.values());
  }

  /** The same where all must answer. */
  <W, A> List<A> split(
      List<W> items,
      Function<W, UUID> correlationId,
      BiFunction<PaymentStore, List<W>, List<A>> call) {
    return split(
        items,
        correlationId,
        (partition, own) -> partition.call(store -> call.apply(store, own)),
        why -> {
          throw why;
        });
  }

  /** Finds payments, in the order of their ids. */
  List<PaymentRecord> found(
      Collection<UUID> correlationIds,
      BiFunction<PaymentStore, List<UUID>, List<PaymentRecord>> find) {
    List<UUID> ids = List.copyOf(correlationIds);
    Map<Integer, List<Integer>> places = places(ids, id -> id);
    Map<UUID, PaymentRecord> found = new HashMap<>();
    answers(
            each(
                places.keySet().stream().map(all::get).toList(),
                partition ->
                    partition.call(store -> find.apply(store, own(ids, places, partition)))))
        .forEach(
            part -> part.forEach(record -> found.put(record.payment().correlationId(), record)));
    return ids.stream().map(found::get).filter(Objects::nonNull).toList();
  }

  /** Which of them are of that partition. */
  static <W> List<W> own(List<W> items, Map<Integer, List<Integer>> places, Partition partition) {
    return places.getOrDefault(partition.number(), List.of()).stream().map(items::get).toList();
  }

  /**
   * Takes up to so many from all of them together: from each its share, and from those that had it
   * once more. Which one is asked first takes turns. Those that do not answer are left out, unless
   * none answers.
   *
   * @param call answers at most as many as it is asked for
   */
  <A> List<A> upTo(int max, BiFunction<Partition, Integer, List<A>> call) {
    List<Partition> open = new ArrayList<>(all);
    Collections.rotate(open, Math.floorMod(-firstAsked.getAndIncrement(), count()));
    List<A> taken = new ArrayList<>();
    List<Part<List<A>>> ended = new ArrayList<>();
    while (taken.size() < max && !open.isEmpty()) {
      int room = max - taken.size();
      List<Partition> asked = List.copyOf(open.subList(0, Math.min(room, open.size())));
      open.removeAll(asked);
      int more = room % asked.size();
      Function<Partition, Integer> share =
          partition -> room / asked.size() + (asked.indexOf(partition) < more ? 1 : 0);
      List<Part<List<A>>> parts =
          each(asked, partition -> call.apply(partition, share.apply(partition)));
      ended.addAll(parts);
      for (int i = 0; i < asked.size(); i++) {
        if (parts.get(i) instanceof Part.Answered<List<A>>(List<A> some)) {
          taken.addAll(some);
          if (some.size() >= share.apply(asked.get(i))) {
            open.add(asked.get(i));
          }
        }
      }
    }
    if (!ended.isEmpty()) {
      var _ = answersOfSome(ended);
    }
    return taken;
  }
}

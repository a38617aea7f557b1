package dev.rinha.core.audit;

import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.ProcessorBooks;
import dev.rinha.core.processor.ProcessorBooks.UnavailableException;
import dev.rinha.core.store.Books;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Finds out which of our payments one processor has in milliseconds in which it has more than we
 * know of there. A processor does not list its payments, but says of each id whether it has it. So
 * ours are asked for, the likeliest first: those that were sent there, then those that are settled
 * elsewhere with the same amount, ever further from the milliseconds in question. Each is asked for
 * once, whichever millisecond it explains; when all are explained, nothing more is asked. Not
 * thread safe.
 */
final class SurplusSearch {

  /** How far a payment may be from what it explains, in milliseconds: earlier, later. */
  private record Ring(long fromMillis, long toMillis) {}

  private static final Ring SAME = new Ring(0, 0);
  private static final Ring SENT = new Ring(-60_000, 300_000);

  /** Most doubles were executed elsewhere soon after. */
  private static final List<Ring> RINGS =
      List.of(
          new Ring(0, 1_000),
          new Ring(1_000, 10_000),
          new Ring(-10_000, 0),
          new Ring(10_000, 300_000),
          new Ring(-300_000, -10_000),
          new Ring(Integer.MIN_VALUE, Integer.MAX_VALUE));

  private static final int ASKED_AT_ONCE = 8;
  private static final int BATCH = 512;

  private final String processor;
  private final ProcessorBooks there;
  private final Ledger ledger;
  private final Books books;
  private final NavigableMap<Long, Totals> unexplained = new TreeMap<>();
  private final Set<UUID> known;
  private final Set<UUID> asked = new HashSet<>();
  private final Consumer<Map<UUID, Lookup.Found>> reader;
  private final long maxQuestions;

  /**
   * @param unexplained by millisecond, what the processor has beyond what is known
   * @param known of which it is known already that the processor has them
   * @param reader is told what the processor has of ours
   * @param maxQuestions the most ids that it is asked for
   */
  SurplusSearch(
      String processor,
      ProcessorBooks there,
      Ledger ledger,
      Books books,
      Map<Long, Totals> unexplained,
      Set<UUID> known,
      Consumer<Map<UUID, Lookup.Found>> reader,
      long maxQuestions) {
    this.processor = processor;
    this.there = there;
    this.ledger = ledger;
    this.books = books;
    this.unexplained.putAll(unexplained);
    this.known = known;
    this.reader = reader;
    this.maxQuestions = maxQuestions;
  }

  /**
   * Searches until all is explained or everything was asked for.
   *
   * @param window the time that is audited
   * @return whether everything was asked for that could be it, as far as it was needed
   * @throws UnavailableException if the processor does not answer
   */
  boolean run(TimeWindow window) {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Questions questions = new Questions(executor);
      Attempts.ofUnsettled(
          books,
          record -> {
            if (Attempts.includeAny(record, processor, unexplained.keySet())) {
              questions.add(record.payment().correlationId());
            }
          });
      questions.ask();
      near(SAME, window, false, questions::add);
      questions.ask();
      sent(window, questions);
      for (Ring ring : RINGS) {
        near(ring, window, true, questions::add);
        questions.ask();
      }
      return unexplained.isEmpty() || asked.size() < maxQuestions;
    }
  }

  private void sent(TimeWindow window, Questions questions) {
    List<UUID> ids = new ArrayList<>();
    Consumer<List<UUID>> read =
        some -> {
          Attempts.of(
              some,
              books,
              record -> {
                if (Attempts.includeAny(record, processor, unexplained.keySet())) {
                  questions.add(record.payment().correlationId());
                }
              });
          some.clear();
        };
    near(
        SENT,
        window,
        false,
        id -> {
          ids.add(id);
          if (ids.size() == BATCH) {
            read.accept(ids);
          }
        });
    read.accept(ids);
    questions.ask();
  }

  /** Reads those of our payments that are settled elsewhere so near to what is unexplained. */
  private void near(Ring ring, TimeWindow window, boolean sameAmount, Consumer<UUID> found) {
    for (TimeWindow part : parts(ring, window)) {
      ledger.entries(
          part,
          entry -> {
            if (!entry.processor().equals(processor)
                && !asked.contains(entry.correlationId())
                && fits(entry, ring, sameAmount)) {
              found.accept(entry.correlationId());
            }
          });
    }
  }

  private List<TimeWindow> parts(Ring ring, TimeWindow window) {
    List<TimeWindow> parts = new ArrayList<>();
    for (long millis : unexplained.keySet()) {
      long from = Math.max(window.fromMillis(), millis + ring.fromMillis);
      long to = Math.min(window.toMillis(), millis + ring.toMillis);
      if (!parts.isEmpty() && from <= parts.getLast().toMillis() + 1) {
        from = parts.removeLast().fromMillis();
      }
      if (from <= to) {
        parts.add(new TimeWindow(from, to));
      }
    }
    return parts;
  }

  private boolean fits(LedgerEntry entry, Ring ring, boolean sameAmount) {
    long millis = entry.requestedAtMillis();
    return unexplained
        .subMap(millis - ring.toMillis, true, millis - ring.fromMillis, true)
        .values()
        .stream()
        .anyMatch(rest -> !sameAmount || mayBePartOf(rest, entry.amountCents()));
  }

  private static boolean mayBePartOf(Totals rest, long cents) {
    return rest.count() == 1 ? cents == rest.cents() : rest.count() > 1 && cents < rest.cents();
  }

  private void explain(Lookup.Found found) {
    unexplained.computeIfPresent(
        found.requestedAtMillis(),
        (_, rest) -> {
          Totals left = rest.minus(new Totals(1, found.amountCents()));
          return left.equals(Totals.NONE) ? null : left;
        });
  }

  /** Asks for ids, each once, some at the same time. */
  private final class Questions {

    private final ExecutorService executor;
    private final List<UUID> ids = new ArrayList<>();

    Questions(ExecutorService executor) {
      this.executor = executor;
    }

    void add(UUID id) {
      if (!unexplained.isEmpty()
          && asked.size() < maxQuestions
          && !known.contains(id)
          && asked.add(id)) {
        ids.add(id);
        if (ids.size() == BATCH) {
          ask();
        }
      }
    }

    void ask() {
      List<Future<Map<UUID, Lookup.Found>>> answers = new ArrayList<>();
      int each = Math.max(1, Math.ceilDiv(ids.size(), ASKED_AT_ONCE));
      for (int from = 0; from < ids.size(); from += each) {
        List<UUID> some = List.copyOf(ids.subList(from, Math.min(ids.size(), from + each)));
        answers.add(executor.submit(() -> find(some)));
      }
      ids.clear();
      Map<UUID, Lookup.Found> found = new LinkedHashMap<>();
      answers.forEach(answer -> found.putAll(of(answer)));
      found.values().forEach(SurplusSearch.this::explain);
      reader.accept(found);
    }

    private Map<UUID, Lookup.Found> find(List<UUID> some) {
      Map<UUID, Lookup.Found> found = new LinkedHashMap<>();
      for (UUID id : some) {
        switch (there.find(id)) {
          case Lookup.Found one -> found.put(id, one);
          case Lookup.Absent _ -> {}
          case Lookup.Unavailable(String cause) -> throw new UnavailableException(cause);
        }
      }
      return found;
    }

    private static Map<UUID, Lookup.Found> of(Future<Map<UUID, Lookup.Found>> answer) {
      try {
        return answer.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UnavailableException("interrupted");
      } catch (ExecutionException e) {
        if (e.getCause() instanceof UnavailableException unavailable) {
          throw unavailable;
        }
        throw new IllegalStateException("a defect in the search", e.getCause());
      }
    }
  }
}

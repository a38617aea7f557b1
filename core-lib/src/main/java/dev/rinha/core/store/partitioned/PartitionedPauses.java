package dev.rinha.core.store.partitioned;

import dev.rinha.core.store.Pause;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.PauseSwitch;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.StoreException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is paused: what the control partition says, while it does. The others are told as well, since a doubt is
 * ended only where its own partition has been paused for long enough; so it says so after the
 * control partition, and no longer.
 */
final class PartitionedPauses implements PauseSwitch {

  private final Partitions partitions;

  PartitionedPauses(Partitions partitions) {
    this.partitions = partitions;
  }

  /**
   * {@inheritDoc}
   *
   * <p>While the control partition does not answer, all that others say: a worker that goes on with
   * their payments must not miss what their doubts are ended by.
   */
  @Override
  public Pauses current() {
    try {
      return ofControl();
    } catch (StoreException e) {
      List<Pauses> others =
          Partitions.answersOfSome(
              partitions.each(
                  partitions.allButControl(),
                  partition -> partition.call(store -> store.pauses().current())));
      if (others.isEmpty()) {
        throw e;
      }
      return together(others);
    }
  }

  private Pauses ofControl() {
    return partitions.control().call(store -> store.pauses().current());
  }

  private static Pauses together(List<Pauses> parts) {
    Map<PauseScope, Pause> all = new LinkedHashMap<>();
    parts.forEach(part -> part.all().forEach(pause -> all.putIfAbsent(pause.scope(), pause)));
    return new Pauses(List.copyOf(all.values()));
  }

  @Override
  public boolean pause(Pause pause) {
    boolean fresh = partitions.control().call(store -> store.pauses().pause(pause));
    Pauses now = ofControl();
    partitions.everyDoes(partitions.allButControl(), store -> follow(store, pause.scope(), now));
    return fresh;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Also while another partition does not answer: before that counts for how long it has been
   * paused it {@linkplain #follow follows}.
   */
  @Override
  public boolean resume(PauseScope scope) {
    var _ =
        partitions.each(
            partitions.allButControl(),
            partition -> partition.call(store -> store.pauses().resume(scope)));
    return partitions.control().call(store -> store.pauses().resume(scope));
  }

  /**
   * Makes what these partitions say of the scopes what the control partition says, where somebody
   * has not got so far. It is then paused there since now.
   */
  void follow(List<Partition> some, List<PauseScope> scopes) {
    Pauses now = ofControl();
    partitions.everyDoes(some, store -> scopes.forEach(scope -> follow(store, scope, now)));
  }

  private static void follow(PaymentStore store, PauseScope scope, Pauses now) {
    Optional<Pause> wanted = of(now, scope);
    if (!of(store.pauses().current(), scope).equals(wanted)) {
      store.pauses().resume(scope);
      wanted.ifPresent(store.pauses()::pause);
    }
  }

  private static Optional<Pause> of(Pauses pauses, PauseScope scope) {
    return pauses.all().stream().filter(pause -> pause.scope().equals(scope)).findFirst();
  }
}

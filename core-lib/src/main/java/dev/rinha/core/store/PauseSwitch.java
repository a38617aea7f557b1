package dev.rinha.core.store;

/**
 * Where operators pause the sending of payments. All workers of the store read it once a second, so
 * that is about how long it takes to have an effect; it survives restarts and purges.
 *
 * <p>Payments are accepted all the same. What is on its way already ends, and payments in doubt are
 * still looked into: a processor that is paused is asked whether it has them, but nothing is sent
 * to it again.
 */
public interface PauseSwitch {

  /** What is paused now. */
  Pauses current();

  /**
   * Pauses a scope. One that is paused already stays so since then and for the reason of then.
   *
   * @return whether it was not paused before
   */
  boolean pause(Pause pause);

  /**
   * Ends a pause.
   *
   * @return whether the scope was paused
   */
  boolean resume(PauseScope scope);
}

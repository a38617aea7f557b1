package dev.rinha.core.store;

/**
 * The store could not do what was asked, or it is not known whether it did. Every operation may be
 * repeated with the same arguments: what was done already is not done again.
 */
public class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean refused;

  /** Creates one with a message for an operator. */
  public StoreException(String message) {
    super(message);
    this.refused = false;
  }

  /** Creates one with a message for an operator and the cause. */
  public StoreException(String message, Throwable cause) {
    this(message, cause, false);
  }

  private StoreException(String message, Throwable cause, boolean refused) {
    super(message, cause);
    this.refused = refused;
  }

  /** Creates one of which it is certain that nothing was done, see {@link #refused}. */
  public static StoreException refused(String message, Throwable cause) {
    return new StoreException(message, cause, true);
  }

  /**
   * Whether it is certain that nothing was done and that nothing will be: the store said no, or was
   * not asked. Otherwise that is not known, and whoever has to know asks again.
   */
  public boolean refused() {
    return refused;
  }
}

package dev.rinha.core.store;

/**
 * The store is there, and cannot do just this: repeating it soon is of no use, and what else there
 * is to do need not wait for it.
 */
public final class UnwritableException extends StoreException {

  private static final long serialVersionUID = 1L;

  /** Creates one with a message for an operator. */
  public UnwritableException(String message) {
    super(message);
  }

  /** Creates one with a message for an operator and the cause. */
  public UnwritableException(String message, Throwable cause) {
    super(message, cause);
  }
}

package dev.rinha.core.store;

/**
 * The store could not do what was asked, or it is not known whether it did. Every operation may be
 * repeated with the same arguments: what was done already is not done again.
 */
public class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Creates one with a message for an operator. */
  public StoreException(String message) {
    super(message);
  }

  /** Creates one with a message for an operator and the cause. */
  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}

package dev.rinha.bench.schedule;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * One value for each of the two processors of the challenge. Immutable.
 *
 * @param primary what belongs to the processor called {@code default}
 * @param fallback what belongs to the processor called {@code fallback}
 */
public record Both<T>(@JsonProperty("default") T primary, T fallback) {

  public static final Both<String> NAMES = new Both<>("default", "fallback");

  /** The same change to both. */
  public <R> Both<R> map(Function<? super T, ? extends R> change) {
    return new Both<>(change.apply(primary), change.apply(fallback));
  }

  public <U, R> Both<R> with(Both<U> other, BiFunction<? super T, ? super U, ? extends R> combine) {
    return new Both<>(
        combine.apply(primary, other.primary), combine.apply(fallback, other.fallback));
  }
}

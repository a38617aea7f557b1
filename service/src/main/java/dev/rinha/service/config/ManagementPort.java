package dev.rinha.service.config;

/** On which port a process answers operators. Immutable. */
sealed interface ManagementPort {

  /** The one that is taken where nobody wants another. */
  int USUAL = 9990;

  /** Where it executes payments: the usual one, or a free one. */
  record Auto() implements ManagementPort {}

  /** It does not. */
  record None() implements ManagementPort {}

  /** This one and no other; 0 for a free one. */
  record Fixed(int port) implements ManagementPort {}

  static Range<ManagementPort> range() {
    Range<Integer> fixed = Range.integer(0, 65_535);
    return new Range<>(
        "auto, none, or " + fixed.allowed(),
        text ->
            switch (text) {
              case "auto" -> new Auto();
              case "none" -> new None();
              default -> new Fixed(fixed.parse(text));
            });
  }
}

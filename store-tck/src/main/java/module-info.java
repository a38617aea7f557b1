/** Rinha Payments: the tests that every store passes, for authors of a store. */
module dev.rinha.tck {
  requires static transitive org.jspecify;
  requires transitive dev.rinha.core;
  requires transitive org.junit.jupiter.api;
  requires org.junit.jupiter.params;

  exports dev.rinha.tck;
}

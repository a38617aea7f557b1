package dev.rinha.bench.plot;

/** A labelled place on an axis, as a share of its length from its beginning. */
record Tick(double percent, String label) {}

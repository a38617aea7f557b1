package dev.rinha.core.store.partitioned;

import dev.rinha.core.store.PaymentLists;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A place of each partition, as one text: each with its length before it, such as {@code 2.171.90.}
 * for {@code 17}, {@code 9} and none. Immutable.
 */
record Places(List<String> each) {

  Places {
    each = List.copyOf(each);
  }

  /** The text of nothing stands for the beginning of all. */
  static Places parse(String text, int partitions) {
    if (text.isEmpty()) {
      return new Places(Collections.nCopies(partitions, PaymentLists.BEGINNING));
    }
    List<String> each = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int dot = text.indexOf('.', at);
      int length = dot < 0 ? -1 : Integer.parseInt(text, at, dot, 10);
      if (length < 0 || length > text.length() - dot - 1) {
        throw new IllegalArgumentException("'" + text + "' is no place");
      }
      at = dot + 1 + length;
      each.add(text.substring(dot + 1, at));
    }
    if (each.size() != partitions) {
      throw new IllegalArgumentException(
          "'" + text + "' is a place of " + each.size() + " partitions, not of " + partitions);
    }
    return new Places(each);
  }

  String of(Partition partition) {
    return each.get(partition.number());
  }

  Places with(Partition partition, String place) {
    List<String> changed = new ArrayList<>(each);
    changed.set(partition.number(), place);
    return new Places(changed);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    each.forEach(place -> text.append(place.length()).append('.').append(place));
    return text.toString();
  }
}

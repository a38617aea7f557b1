package dev.rinha.core.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.WorkQueue.Recollection;
import dev.rinha.core.store.WorkQueue.Settlement;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;

/**
 * The settlements of the last minutes, at most so many. Each is one array of some 120 bytes beside
 * its history: as objects they would be twice as large, and most of what a small heap has to move
 * about.
 */
final class RecentSettlements {

  private static final int NUMBERS = 9;

  private final int most;
  private final long forMillis;
  private final Queue<Remembered> remembered = new ArrayDeque<>();

  private record Remembered(byte[] encoded, History history) {

    long atMillis() {
      return ByteBuffer.wrap(encoded).getLong();
    }
  }

  RecentSettlements(int most, long forMillis) {
    this.most = most;
    this.forMillis = forMillis;
  }

  /**
   * @param heardMillis those that are too old for that time are forgotten
   */
  void add(Settlement settlement, long nowMillis, long heardMillis) {
    remembered.add(new Remembered(encode(settlement, nowMillis), settlement.history()));
    while (remembered.size() > most || heardMillis - remembered.element().atMillis() > forMillis) {
      remembered.remove();
    }
  }

  /** Those that are not too old for that time, the oldest first. */
  List<Recollection> all(long heardMillis) {
    List<Recollection> all = new ArrayList<>();
    for (Remembered one : remembered) {
      if (heardMillis - one.atMillis() <= forMillis) {
        all.add(decode(one.encoded(), one.history()));
      }
    }
    return all;
  }

  private static byte[] encode(Settlement settlement, long nowMillis) {
    Claim claim = settlement.claim();
    Payment payment = claim.payment();
    byte[] entry = claim.entry().getBytes(UTF_8);
    byte[] processor = settlement.intent().processor().getBytes(UTF_8);
    return ByteBuffer.allocate(
            NUMBERS * Long.BYTES + Integer.BYTES + entry.length + processor.length)
        .putLong(nowMillis)
        .putLong(payment.correlationId().getMostSignificantBits())
        .putLong(payment.correlationId().getLeastSignificantBits())
        .putLong(payment.amount().cents())
        .putLong(payment.acceptedAtMillis())
        .putLong(claim.generation())
        .putLong(claim.era())
        .putLong(settlement.intent().requestedAtMillis())
        .putLong(settlement.settledAtMillis())
        .putInt(entry.length)
        .put(entry)
        .put(processor)
        .array();
  }

  private static Recollection decode(byte[] encoded, History history) {
    ByteBuffer in = ByteBuffer.wrap(encoded, Long.BYTES, encoded.length - Long.BYTES);
    UUID correlationId = new UUID(in.getLong(), in.getLong());
    Payment payment = new Payment(correlationId, new Money(in.getLong()), in.getLong());
    long generation = in.getLong();
    long era = in.getLong();
    long requestedAtMillis = in.getLong();
    long settledAtMillis = in.getLong();
    String entry = text(in, in.getInt());
    Intent intent = new Intent(text(in, in.remaining()), requestedAtMillis);
    return new Recollection(
        new Claim(
            entry,
            generation,
            era,
            payment,
            payment.acceptedAtMillis(),
            new PaymentState.Sending(intent),
            history),
        new PaymentState.Settled(intent, settledAtMillis),
        history);
  }

  private static String text(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, UTF_8);
  }
}

package dev.rinha.core.store.redis;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.ClientName;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * How a payment is written in its hash. There is one record for every payment ever accepted, so
 * each byte counts: numbers are base 36, times are distances from the one before.
 *
 * <pre>
 * Q:cents:accepted:history
 * S:cents:accepted:processor:requested:history
 * D:cents:accepted:processor:requested:since:history
 * X:cents:accepted:processor:requested:settled:history
 * L:cents:accepted:died:history
 * T:cents:accepted:died:discarded:history
 * </pre>
 *
 * <p>The history is that of {@link HistoryText}. The letters are those of the states queued,
 * sending, in doubt, settled (X, as on a paid bill), dead letter and discarded (T, as in trash).
 * The scripts rely on the letter, on {@code cents:accepted:processor:requested:}, and on how the
 * {@linkplain OfferText client} begins, alone.
 */
final class RecordText {

  private static final int RADIX = 36;
  private static final char REPLACEMENT = '\uFFFD';

  private RecordText() {}

  /** {@code cents:accepted:}. */
  static String base(Payment payment) {
    return encode(payment.amount().cents()) + ':' + encode(payment.acceptedAtMillis()) + ':';
  }

  /** The time of a request as it stands in a record. */
  static String requested(Payment payment, Intent intent) {
    return encode(intent.requestedAtMillis() - payment.acceptedAtMillis());
  }

  /** A time after a request (or before: clocks differ) as it stands in a record. */
  static String after(Intent intent, long millis) {
    return encode(millis - intent.requestedAtMillis());
  }

  /** The time of a death, of a discard or of a return to the queue as it stands in a record. */
  static String afterAcceptance(Payment payment, long millis) {
    return encode(millis - payment.acceptedAtMillis());
  }

  /**
   * What an entry of the queue says of a payment.
   *
   * @param history as it was when the payment came into the queue
   */
  record Entry(Payment payment, long queuedAtMillis, History history) {}

  /**
   * Reads {@code bucket:cents:accepted:}, followed by {@code queued:history} if the payment was put
   * back on the queue.
   */
  static Entry entry(UUID correlationId, String text) {
    String[] fields = text.split(":", 5);
    Payment payment = new Payment(correlationId, new Money(decode(fields[1])), decode(fields[2]));
    return fields.length < 5
        ? new Entry(payment, payment.acceptedAtMillis(), History.EMPTY)
        : new Entry(
            payment, payment.acceptedAtMillis() + decode(fields[3]), HistoryText.read(fields[4]));
  }

  /**
   * The amount in a record, whatever its state.
   *
   * @throws StoreException if it cannot be read
   */
  static Money amount(UUID correlationId, byte[] bytes) {
    return readable(
        correlationId,
        bytes,
        record -> new Money(decode(record.substring(2, record.indexOf(':', 2)))));
  }

  /**
   * Whose payment it is, whatever its state.
   *
   * @throws StoreException if it cannot be read
   */
  static Optional<ClientName> client(UUID correlationId, byte[] bytes) {
    return readable(
        correlationId,
        bytes,
        record -> {
          String[] fields = fields(record);
          return OfferText.read(fields[fields.length - 1].split(OfferText.SEPARATOR, 3)).client();
        });
  }

  /**
   * What has become of a payment, of its record.
   *
   * @throws StoreException if it cannot be read
   */
  static PaymentStatus status(UUID correlationId, byte[] bytes) {
    return readable(
        correlationId,
        bytes,
        record ->
            switch (record.charAt(0)) {
              case 'Q' -> PaymentStatus.QUEUED;
              case 'S' -> PaymentStatus.SENDING;
              case 'D' -> PaymentStatus.IN_DOUBT;
              case 'X' -> PaymentStatus.SETTLED;
              case 'L' -> PaymentStatus.DEAD;
              case 'T' -> PaymentStatus.DISCARDED;
              default -> throw unreadable(record.charAt(0));
            });
  }

  /**
   * Reads a record.
   *
   * @param processors names by number
   * @param reason why the payment is dead or was before it was discarded
   * @throws StoreException if it cannot be read, with what is in it
   */
  static PaymentRecord parse(
      UUID correlationId, byte[] bytes, Map<Integer, String> processors, String reason) {
    return readable(
        correlationId, bytes, record -> parse(correlationId, record, processors, reason));
  }

  private static <T> T readable(UUID correlationId, byte[] bytes, Function<String, T> reading) {
    try {
      return reading.apply(utf8(bytes, 0));
    } catch (StoreException | IllegalArgumentException | IndexOutOfBoundsException e) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      throw new StoreException(
          "the record of payment %s cannot be read: '%s': %s"
              .formatted(correlationId, text, e.getMessage()),
          e);
    }
  }

  /**
   * The text from there on: exactly these bytes, for a record is compared with what was read.
   *
   * @throws StoreException if it is no UTF-8
   */
  static String utf8(byte[] bytes, int from) {
    String text = new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0
        && !Arrays.equals(
            text.getBytes(StandardCharsets.UTF_8), Arrays.copyOfRange(bytes, from, bytes.length))) {
      throw new StoreException("it is no UTF-8");
    }
    return text;
  }

  private static PaymentRecord parse(
      UUID correlationId, String record, Map<Integer, String> processors, String reason) {
    char letter = record.charAt(0);
    String[] fields = fields(record);
    Payment payment = new Payment(correlationId, new Money(decode(fields[0])), decode(fields[1]));
    PaymentState state =
        switch (letter) {
          case 'Q' -> new PaymentState.Queued();
          case 'S' -> new PaymentState.Sending(intent(payment, fields, processors));
          case 'D' -> {
            Intent intent = intent(payment, fields, processors);
            yield new PaymentState.InDoubt(intent, intent.requestedAtMillis() + decode(fields[4]));
          }
          case 'X' -> {
            Intent intent = intent(payment, fields, processors);
            yield new PaymentState.Settled(intent, intent.requestedAtMillis() + decode(fields[4]));
          }
          case 'L' -> dead(payment, fields, reason);
          case 'T' ->
              new PaymentState.Discarded(
                  dead(payment, fields, reason), payment.acceptedAtMillis() + decode(fields[3]));
          default -> throw unreadable(letter);
        };
    return new PaymentRecord(payment, state, HistoryText.read(fields[fields.length - 1]));
  }

  /** The letter of an unfinished payment. */
  static String letter(PaymentState unfinished) {
    return switch (unfinished) {
      case PaymentState.Queued _ -> "Q";
      case PaymentState.Sending _ -> "S";
      case PaymentState.InDoubt _ -> "D";
      case PaymentState.Settled _, PaymentState.Dead _, PaymentState.Discarded _ ->
          throw new IllegalArgumentException("a finished payment is not queued: " + unfinished);
    };
  }

  /**
   * What follows the base, and the processor if there is one, in an unfinished payment's record.
   */
  static String unfinished(PaymentRecord record) {
    String history = HistoryText.write(record.history());
    return switch (record.state()) {
      case PaymentState.Sending(Intent intent) ->
          requested(record.payment(), intent) + ':' + history;
      case PaymentState.InDoubt(Intent intent, long sinceMillis) ->
          String.join(
              ":", requested(record.payment(), intent), after(intent, sinceMillis), history);
      case PaymentState.Queued _,
          PaymentState.Settled _,
          PaymentState.Dead _,
          PaymentState.Discarded _ ->
          history;
    };
  }

  private static PaymentState.Dead dead(Payment payment, String[] fields, String reason) {
    return new PaymentState.Dead(reason, payment.acceptedAtMillis() + decode(fields[2]));
  }

  private static Intent intent(Payment payment, String[] fields, Map<Integer, String> processors) {
    int number = Integer.parseInt(fields[2]);
    return new Intent(
        processor(processors, number), payment.acceptedAtMillis() + decode(fields[3]));
  }

  /** The name that a number stands for. */
  static String processor(Map<Integer, String> processors, int number) {
    String name = processors.get(number);
    if (name == null) {
      throw new StoreException("the store has no name for processor number " + number);
    }
    return name;
  }

  /** What stands between colons after the letter, the history last. */
  private static String[] fields(String record) {
    return record.substring(2).split(":", fieldCount(record.charAt(0)));
  }

  private static int fieldCount(char letter) {
    return switch (letter) {
      case 'Q' -> 3;
      case 'L' -> 4;
      case 'S', 'T' -> 5;
      case 'D', 'X' -> 6;
      default -> throw unreadable(letter);
    };
  }

  private static StoreException unreadable(char letter) {
    return new StoreException("a payment's record begins with an unknown letter: " + letter);
  }

  private static String encode(long number) {
    return Long.toString(number, RADIX);
  }

  private static long decode(String text) {
    return Long.parseLong(text, RADIX);
  }
}

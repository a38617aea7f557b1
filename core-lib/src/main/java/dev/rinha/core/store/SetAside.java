package dev.rinha.core.store;

/**
 * An entry of the queue that could not be read, and was set aside so that the others go on. Its
 * payment, if it has one, is unfinished and not in the queue: an audit finds it by its record.
 *
 * @param name what it is called among those that were set aside; they are in order of its time
 * @param atMillis when it was set aside, by the store's clock, in milliseconds since the epoch
 * @param place where it was in the queue
 * @param correlationId of the payment that it seems to be of, empty if nothing can be told
 * @param reason what is wrong with it
 * @param content its first thousand bytes: fields and values, other characters than printable ASCII
 *     as {@code \xNN}
 */
public record SetAside(
    String name,
    long atMillis,
    String place,
    String correlationId,
    String reason,
    String content) {}

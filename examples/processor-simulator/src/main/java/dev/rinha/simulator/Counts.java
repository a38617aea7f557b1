package dev.rinha.simulator;

/**
 * How {@code POST /payments} and the health call were answered since the simulator was built. A
 * purge does not reset it. The fields are read one after the other, so under load they may be a few
 * requests apart.
 *
 * @param received payment requests that arrived
 * @param processed answered 200
 * @param duplicates answered 422
 * @param rejected answered 429
 * @param failed answered 500, whether stored (a fault) or not, and 507
 * @param invalid answered 400, or 413 for a body too long
 * @param unanswered connections closed without an answer, by a fault or a stop
 * @param running payments being handled now
 * @param waiting payments waiting now for one of the running to end
 * @param healthServed health calls answered 200
 * @param healthRejected health calls answered 429
 */
public record Counts(
    long received,
    long processed,
    long duplicates,
    long rejected,
    long failed,
    long invalid,
    long unanswered,
    int running,
    int waiting,
    long healthServed,
    long healthRejected) {}

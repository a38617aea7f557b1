package dev.rinha.core.event;

import dev.rinha.core.store.OutboxEvent;

/** Where the events of one subscriber go. Called by several threads at a time. */
public interface EventReceiver {

  /**
   * Passes an event on. The same one may come again: after a failure, and where the confirmation of
   * an earlier success was lost.
   *
   * @throws Exception counts as {@link Result.Failed}
   */
  Result receive(OutboxEvent event) throws Exception;

  /**
   * Says that events are gone which it never got, since the outbox was full. The same may come
   * again, as above; if more are gone by then, that is something else to say.
   *
   * @param id names for ever what is said
   * @param events how many since it was last told
   * @throws Exception as above
   */
  Result lost(String id, long events) throws Exception;

  /** One that tells a listener. */
  static EventReceiver of(PaymentListener listener) {
    return new EventReceiver() {
      @Override
      public Result receive(OutboxEvent event) {
        listener.happened(PaymentEvent.of(event), event.id());
        return new Result.Delivered();
      }

      @Override
      public Result lost(String id, long events) {
        listener.lost(events);
        return new Result.Delivered();
      }
    };
  }

  /** What came of it. */
  sealed interface Result {

    /** It has the event. */
    record Delivered() implements Result {}

    /**
     * It has not, perhaps. The event is tried again later.
     *
     * @param why for people
     */
    record Failed(String why) implements Result {}

    /**
     * Nothing was tried, and nothing will be for a while.
     *
     * @param why for people
     * @param millis for how long
     */
    record NotNow(String why, long millis) implements Result {}
  }
}

package dev.fieldcare.tickets;

/**
 * How the desk works.
 *
 * @param batch how many alarms at most share a transaction
 * @param queue how many alarms may wait before the desk calls itself saturated
 */
public record TicketSettings(int batch, int queue) {
  public static final TicketSettings DEFAULT = new TicketSettings(200, 20_000);

  public TicketSettings {
    if (batch < 1 || queue < batch) {
      throw new IllegalArgumentException(
          "tickets.batch must be at least 1 and tickets.queue no less, found "
              + batch
              + " and "
              + queue);
    }
  }
}

package dev.fieldcare;

import static dev.fieldcare.Running.await;

import dev.fieldcare.promises.PromiseDesk;
import dev.fieldcare.tickets.QuoteDesk;
import dev.fieldcare.tickets.TicketDesk;
import dev.fieldcare.tickets.siblings.Siblings;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What recurs around the desk: promises that come due, quotes that run out, the roster, and what
 * was built into devices. Each waits for its end; what fails waits for its next turn.
 */
final class DeskRounds {
  private static final Logger LOG = LoggerFactory.getLogger(DeskRounds.class);

  private final TicketDesk tickets;
  private final QuoteDesk quotes;
  private final PromiseDesk promises;
  private final Mailroom mailroom;
  private final Siblings siblings;
  private final Clock clock;

  DeskRounds(
      TicketDesk tickets,
      QuoteDesk quotes,
      PromiseDesk promises,
      Mailroom mailroom,
      Siblings siblings,
      Clock clock) {
    this.tickets = tickets;
    this.quotes = quotes;
    this.promises = promises;
    this.mailroom = mailroom;
    this.siblings = siblings;
    this.clock = clock;
  }

  /**
   * @param speed how many times faster the server's clock runs than real time
   */
  void attachTo(Chores chores, double speed) {
    Duration minute = Duration.ofMillis((long) (60_000 / speed));
    chores.every(minute, () -> round("what quotes run out", quotes::expire));
    chores.every(minute, () -> round("what was met with silence", tickets::acceptSilence));
    chores.every(
        Duration.ofMillis((long) (10_000 / speed)), () -> round("promises", this::promises));
    chores.every(minute, () -> round("the roster", () -> mailroom.rosterWatch().look()));
    chores.every(Duration.ofSeconds(30), this::inside);
    inside();
  }

  private void round(String what, Supplier<Future<?>> look) {
    await(
        Future.succeededFuture()
            .compose(go -> look.get())
            .onSuccess(done -> mailroom.outbox().wake())
            .mapEmpty()
            .recover(
                cause -> {
                  LOG.warn("{} waits for its next round: {}", what, cause.toString());
                  return Future.succeededFuture();
                }));
  }

  private Future<?> promises() {
    return promises.round();
  }

  /** Takes in what was built into devices; what siblings share is compared with it. */
  private void inside() {
    siblings
        .refresh(clock.instant())
        .onFailure(cause -> LOG.warn("what is inside devices is not read: {}", cause.toString()));
  }
}

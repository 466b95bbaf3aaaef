package dev.fieldcare.tickets;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts tickets with a common cause, and those of a flood, under one parent, and lets them go.
 *
 * <p>It looks a moment after the desk has news, so that what comes at once is seen at once, and now
 * and then besides, because floods end by themselves. All it goes by is in the database: what a
 * crash interrupts, the next look makes good.
 */
public final class TicketGroups {
  private static final Logger LOG = LoggerFactory.getLogger(TicketGroups.class);
  private static final Duration MOMENT = Duration.ofSeconds(1);
  private static final Duration NOW_AND_THEN = Duration.ofSeconds(10);
  private static final int LARGE = 10_000;
  private static final int PART = 20;

  /** Devices counted, when, and how many nanoseconds that took. */
  private record Counted(Population population, long at, long took) {}

  private final Vertx vertx;
  private final Context context;
  private final TicketDesk desk;
  private final Supplier<? extends Collection<Member>> members;
  private final Clock clock;
  private final long moment;
  private volatile @Nullable Counted counted;

  // the rest is only touched on the context
  private boolean scheduled;
  private boolean running;
  private boolean closed;
  private long timer = -1;

  /**
   * @param members gives the devices in service; asked on any thread
   * @param speed how much faster than real time the clock runs
   */
  public TicketGroups(
      Vertx vertx,
      TicketDesk desk,
      Supplier<? extends Collection<Member>> members,
      Clock clock,
      double speed) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.desk = desk;
    this.members = members;
    this.clock = clock;
    this.moment = Math.max(50, (long) (MOMENT.toMillis() / speed));
  }

  /** Begins, with what was left undone before. */
  public void start() {
    desk.onNews(news -> context.runOnContext(go -> soon(moment)));
    context.runOnContext(
        go -> {
          timer = vertx.setPeriodic(NOW_AND_THEN.toMillis(), tick -> soon(1));
          soon(1);
        });
  }

  private void soon(long millis) {
    if (!scheduled && !closed) {
      scheduled = true;
      vertx.setTimer(millis, fired -> context.runOnContext(go -> run()));
    }
  }

  private void run() {
    scheduled = false;
    if (closed) {
      return;
    }
    if (running) {
      soon(moment);
      return;
    }
    running = true;
    look()
        .onComplete(
            done ->
                context.runOnContext(
                    go -> {
                      running = false;
                      if (done.failed()) {
                        LOG.warn("tickets are not grouped this time: {}", done.cause().toString());
                      }
                    }));
  }

  /** Looks now; succeeds with the news of what was grouped or let go, once that is durable. */
  public Future<List<TicketNews>> look() {
    return desk.changeAll(
        Actor.SYSTEM,
        transaction -> {
          var store = new PgGroups(transaction, clock.instant());
          return store
              .load()
              .compose(
                  known ->
                      vertx.executeBlocking(
                          () -> GroupRules.plan(known, this::population, clock.instant()), false))
              .compose(store::apply);
        });
  }

  /** To count a large fleet takes long, so that is done a small part of the time only. */
  private Population population() {
    Counted last = counted;
    long now = System.nanoTime();
    if (last != null && now - last.at < PART * last.took) {
      return last.population;
    }
    Collection<? extends Member> all = members.get();
    var population = new Population(List.copyOf(all));
    counted = all.size() < LARGE ? null : new Counted(population, now, System.nanoTime() - now);
    return population;
  }

  /** Succeeds when nothing is under way any more. */
  public Future<Void> close() {
    return Future.future(
        done ->
            context.runOnContext(
                go -> {
                  closed = true;
                  vertx.cancelTimer(timer);
                  whenIdle(done::complete);
                }));
  }

  private void whenIdle(Runnable task) {
    if (running) {
      vertx.setTimer(10, fired -> context.runOnContext(go -> whenIdle(task)));
    } else {
      task.run();
    }
  }
}

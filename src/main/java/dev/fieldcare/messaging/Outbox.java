package dev.fieldcare.messaging;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages that must get out: written down in the transaction that gives rise to them, delivered
 * after it, tried again with growing waits, and given up in the end for somebody to see.
 *
 * <p>Every message is delivered at least once; twice only when a server dies between delivering it
 * and noting so. Any number of servers may share one outbox.
 */
public final class Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final int AT_ONCE = 20;
  private static final Duration LEASE = Duration.ofMinutes(2);
  private static final Duration GIVE_UP = Duration.ofMinutes(1);
  private static final Duration OTHERS_WAIT = Duration.ofMinutes(1);
  private static final Duration KEEP = Duration.ofDays(30);
  private static final long POLL_MILLIS = 1_000;
  private static final int POLLS_PER_CLEANING = 3_600;

  private final Vertx vertx;
  private final Context context;
  private final Database database;
  private final Clock clock;
  private final MessagingSettings settings;
  private final RandomGenerator random;
  private final Map<String, Channel> channels = new ConcurrentHashMap<>();

  // all below only on the context
  private int inFlight;
  private boolean claiming;
  private boolean wanted;
  private boolean open;
  private long timer;
  private int polls;

  public Outbox(
      Vertx vertx,
      Database database,
      Clock clock,
      MessagingSettings settings,
      RandomGenerator random) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.database = database;
    this.clock = clock;
    this.settings = settings;
    this.random = random;
  }

  /** Sends what is addressed to this channel through it. Channels come before {@link #start}. */
  public void through(String name, Channel channel) {
    channels.put(name, channel);
  }

  /** Begins to deliver, also what was left over from before a restart. */
  public void start() {
    context.runOnContext(
        go -> {
          open = true;
          timer = vertx.setPeriodic(POLL_MILLIS, tick -> context.runOnContext(now -> poll()));
          claim();
        });
  }

  /** Succeeds when nothing is under way any more; what is not delivered stays in the table. */
  public Future<Void> close() {
    return Future.future(
        done ->
            context.runOnContext(
                go -> {
                  open = false;
                  vertx.cancelTimer(timer);
                  whenIdle(done::complete);
                }));
  }

  private void whenIdle(Runnable task) {
    if (inFlight == 0 && !claiming) {
      task.run();
    } else {
      vertx.setTimer(10, fired -> context.runOnContext(go -> whenIdle(task)));
    }
  }

  /** Succeeds when the messages are written down; call {@link #wake} once that is committed. */
  public Future<Void> enqueue(SqlConnection transaction, List<Delivery.Draft> messages) {
    return PgOutbox.insert(transaction, messages, clock.instant());
  }

  /** Looks at once for something to deliver; without it, that happens within a second. */
  public void wake() {
    context.runOnContext(go -> claim());
  }

  /** How many messages are on their way. */
  public Future<Long> pending() {
    return database
        .pool()
        .query("SELECT count(*) FROM outbox WHERE state = 'pending'")
        .execute()
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** Newest first. */
  public Future<Page<Delivery>> list(
      Delivery.@Nullable State state, int limit, @Nullable String after) {
    Long before;
    try {
      before = after == null ? null : Long.valueOf(after);
    } catch (NumberFormatException e) {
      return Future.failedFuture(
          Problem.badInput(
              "page.after",
              "after must be what the page before said in next, found \"" + after + "\""));
    }
    return PgOutbox.list(database.pool(), state, limit + 1, before)
        .map(found -> Page.of(found, limit, last -> Long.toString(last.id())));
  }

  /**
   * Starts over with a message that is dead or waiting, unless it was one that is not kept; fails
   * with {@code delivery.unknown}.
   */
  public Future<Delivery> retry(long id) {
    return PgOutbox.retry(database.pool(), id, clock.instant()).onSuccess(found -> wake());
  }

  private void poll() {
    if (++polls % POLLS_PER_CLEANING == 0) {
      PgOutbox.forget(database.pool(), clock.instant().minus(KEEP))
          .onFailure(
              failure -> LOG.warn("old messages were not cleaned up: {}", failure.toString()));
    }
    PgOutbox.expire(database.pool(), clock.instant())
        .onFailure(failure -> LOG.warn("messages did not expire: {}", failure.toString()));
    claim();
  }

  private void claim() {
    if (!open || claiming || inFlight >= AT_ONCE) {
      wanted = true;
      return;
    }
    claiming = true;
    wanted = false;
    int room = AT_ONCE - inFlight;
    Instant now = clock.instant();
    PgOutbox.claim(database.pool(), now, now.plus(LEASE), room, List.copyOf(channels.keySet()))
        .onComplete(
            claimed ->
                context.runOnContext(
                    go -> {
                      claiming = false;
                      if (claimed.failed()) {
                        LOG.warn("the outbox cannot be read: {}", claimed.cause().toString());
                        return;
                      }
                      List<Delivery> deliveries = claimed.result();
                      inFlight += deliveries.size();
                      wanted |= deliveries.size() == room;
                      deliveries.forEach(this::deliver);
                      if (wanted && open) {
                        claim();
                      }
                    }));
  }

  private void deliver(Delivery delivery) {
    Channel channel = Objects.requireNonNull(channels.get(delivery.channel()));
    Future.succeededFuture(delivery)
        .compose(channel::deliver)
        .timeout(GIVE_UP.toMillis(), TimeUnit.MILLISECONDS)
        .transform(
            result ->
                result.succeeded()
                    ? PgOutbox.delivered(database.pool(), delivery, clock.instant())
                    : failed(delivery, result.cause()))
        .onComplete(
            settled ->
                context.runOnContext(
                    go -> {
                      inFlight--;
                      if (wanted) {
                        claim();
                      }
                    }));
  }

  private Future<Void> failed(Delivery delivery, Throwable cause) {
    String error = String.valueOf(cause.getMessage());
    boolean gone = cause instanceof Problem problem && problem.kind() == Problem.Kind.NOT_FOUND;
    Instant now = clock.instant();
    if (gone || delivery.attempts() >= settings.attempts()) {
      LOG.warn(
          "message {} to {} {} is given up after {} attempts: {}",
          delivery.id(),
          delivery.channel(),
          delivery.target(),
          delivery.attempts(),
          error);
      return PgOutbox.dead(database.pool(), delivery, error, now);
    }
    Duration delay = delay(delivery.attempts());
    Duration others = delay.compareTo(OTHERS_WAIT) < 0 ? delay : OTHERS_WAIT;
    return PgOutbox.failed(database.pool(), delivery, error, now.plus(delay))
        .compose(done -> PgOutbox.postpone(database.pool(), delivery, now.plus(others)));
  }

  /** Doubles with every attempt; between three and five quarters of it, so that waits spread. */
  Duration delay(int attempts) {
    double millis = settings.firstDelay().toMillis() * Math.pow(2, attempts - 1);
    return Duration.ofMillis((long) (millis * random.nextDouble(0.75, 1.25)));
  }
}

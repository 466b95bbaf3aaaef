package dev.fieldcare;

import static dev.fieldcare.Running.await;

import dev.fieldcare.base.Database;
import dev.fieldcare.promises.Owed;
import dev.fieldcare.registry.Severity;
import dev.fieldcare.tickets.OpenWork;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Open tickets and promises as metrics, counted anew every half minute. */
final class WorkMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(WorkMetrics.class);
  private static final Duration EVERY = Duration.ofSeconds(30);

  private final Database database;
  private final OpenWork work;
  private final Clock clock;
  private volatile Map<Severity, Integer> open = Map.of();
  private volatile Owed owed = Owed.NOTHING;

  WorkMetrics(Database database, Clock clock, MeterRegistry meters) {
    this.database = database;
    this.work = new OpenWork(database);
    this.clock = clock;
    for (Severity each : Severity.values()) {
      Gauge.builder("fieldcare.tickets.open", this, it -> it.open.getOrDefault(each, 0))
          .tag("severity", each.name().toLowerCase(Locale.ROOT))
          .register(meters);
    }
    Gauge.builder("fieldcare.promises.open", this, it -> it.owed.open()).register(meters);
    Gauge.builder("fieldcare.promises.due.soon", this, it -> it.owed.soon()).register(meters);
    Gauge.builder("fieldcare.promises.broken.lately", this, it -> it.owed.broken())
        .register(meters);
  }

  void attachTo(Chores chores) {
    count();
    chores.every(EVERY, this::count);
  }

  private void count() {
    await(
        Future.all(
                work.bySeverity().onSuccess(found -> open = found),
                Owed.at(clock.instant(), database).onSuccess(found -> owed = found))
            .<Void>mapEmpty()
            .recover(
                cause -> {
                  LOG.warn("open work is not counted: {}", cause.toString());
                  return Future.succeededFuture();
                }));
  }
}

package dev.fieldcare.registry;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.MovableClock;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.base.TestDatabase;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Instant;

/** A registry with the shipped models on a fresh database, at a time the test sets. */
final class RegistryFixture implements AutoCloseable {
  static final Path SHIPPED = Path.of(System.getProperty("fieldcare.home", ".."), "config/models");

  final Vertx vertx = Vertx.vertx();
  final Database database = TestDatabase.open(vertx);
  final MovableClock clock = new MovableClock(Instant.parse("2026-11-22T08:00:00Z"));
  final PgJournal journal = new PgJournal(clock);
  Models models = new Models(database, journal, clock);
  Devices devices = new Devices(database, journal, clock, models);

  static RegistryFixture open() {
    var fixture = new RegistryFixture();
    Await.get(fixture.models.load(SHIPPED));
    Await.get(fixture.devices.load());
    return fixture;
  }

  /** As after a restart: memory is empty and filled from the database. */
  void restart() {
    models = new Models(database, journal, clock);
    devices = new Devices(database, journal, clock, models);
    Await.get(models.load(SHIPPED));
    Await.get(devices.load());
  }

  @Override
  public void close() {
    database.close();
    Await.get(vertx.close());
  }
}

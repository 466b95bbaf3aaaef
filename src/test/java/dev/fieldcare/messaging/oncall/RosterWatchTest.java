package dev.fieldcare.messaging.oncall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.MovableClock;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.base.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RosterWatchTest {
  private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

  private final Vertx vertx = Vertx.vertx();
  private final Database database = TestDatabase.open(vertx);
  private final MovableClock clock = new MovableClock(NOW);
  private final PgJournal journal = new PgJournal(clock);
  private final OnCall onCall = new OnCall(database, journal, clock);
  private final List<String> told = new ArrayList<>();
  private final RosterWatch watch = watch();

  private RosterWatch watch() {
    return new RosterWatch(
        database,
        journal,
        clock,
        (sql, warning) -> {
          told.add(warning.words());
          return Future.succeededFuture();
        });
  }

  @AfterEach
  void close() {
    Await.get(vertx.close());
  }

  private void roster(Instant until) {
    var shift = new Shift("Wei", "wei@example.com", "+8613800000000", ZoneOffset.UTC, NOW, until);
    Await.get(onCall.save(new Roster(List.of(shift)), "user:max"));
  }

  @Test
  void RP_1_a_roster_that_ends_is_told_two_weeks_and_three_days_before_and_when_it_is_over() {
    Instant end = NOW.plus(Duration.ofDays(20));
    roster(end);
    Await.get(watch.look());
    assertEquals(List.of(), told);
    assertEquals(Duration.ofDays(20).toSeconds(), watch.coveredSeconds());

    clock.move(Duration.ofDays(6).plusSeconds(1));
    Await.get(watch.look());
    Await.get(watch().look()); // as another server does
    assertEquals(List.of("the roster ends " + end + ": nobody is on call after that"), told);

    clock.move(Duration.ofDays(11));
    Await.get(watch.look());
    assertEquals(2, told.size());

    clock.move(Duration.ofDays(4));
    Await.get(watch.look());
    Await.get(watch.look());
    assertEquals(3, told.size());
    assertEquals("nobody is on call since " + end, told.getLast());
    assertEquals(0, watch.coveredSeconds());
  }

  @Test
  void a_longer_roster_is_watched_anew() {
    roster(NOW.plus(Duration.ofDays(10)));
    Await.get(watch.look());
    assertEquals(1, told.size());
    roster(NOW.plus(Duration.ofDays(30)));
    Await.get(watch.look());
    assertEquals(1, told.size());
    clock.move(Duration.ofDays(17));
    Await.get(watch.look());
    assertEquals(2, told.size());
  }

  @Test
  void who_never_had_a_roster_is_not_told_that_it_ends() {
    Await.get(watch.look());
    assertEquals(List.of(), told);
    assertTrue(Double.isNaN(watch.coveredSeconds()));
  }

  @Test
  void those_on_call_now_are_found_by_telephone() {
    roster(NOW.plus(Duration.ofDays(10)));
    assertEquals(List.of("+8613800000000"), Await.get(onCall.phones(database.pool())));
    clock.move(Duration.ofDays(11));
    assertEquals(List.of(), Await.get(onCall.phones(database.pool())));
  }
}

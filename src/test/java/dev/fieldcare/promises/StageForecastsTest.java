package dev.fieldcare.promises;

import static dev.fieldcare.promises.TestCalendars.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** If dispatched by some time: what becomes of the promise to arrive. */
class StageForecastsTest {
  private static final String KIND = "onsite.arrival";
  private static final Term TWO_DAYS = Term.of(Measure.WORKING_DAYS, 2);

  private final Promises promises = new Promises();
  private final Map<String, List<Stages.Begun>> begun = new HashMap<>();
  private final StageForecasts forecasts =
      new StageForecasts(
          promises.database,
          promises.clock,
          promises.calendars,
          subjects -> Future.succeededFuture(begun));

  @AfterEach
  void close() {
    promises.close();
  }

  private void begins(String subject, String stage, Instant at) {
    begun.computeIfAbsent(subject, any -> new ArrayList<>()).add(new Stages.Begun(stage, at));
  }

  /**
   * So many trips of a quarter of an hour, half an hour, three quarters and so on; every other one
   * began on a Friday an hour before the close, and may have ended after the weekend.
   */
  private void trips(int count) {
    for (int k = 1; k <= count; k++) {
      String subject = "ticket:P" + k;
      long minutes = 15L * k;
      Instant from = at(k % 2 == 0 ? "2026-03-06T17:00" : "2026-03-06T09:00");
      Instant end = from.plusSeconds(60 * minutes);
      if (k % 2 == 0 && minutes > 60) {
        end = at("2026-03-09T09:00").plusSeconds(60 * (minutes - 60));
      }
      promises.clock.set(at("2026-03-05T10:00"));
      promises.start(subject, KIND, TWO_DAYS);
      begins(subject, "DISPATCHED", at("2026-03-05T11:00"));
      begins(subject, "TRIAGED", at("2026-03-05T12:00"));
      begins(subject, "DISPATCHED", from);
      begins(subject, "ON_SITE", end);
      promises.clock.set(end);
      promises.stop(subject, KIND);
    }
  }

  private Commitment open() {
    promises.clock.set(at("2026-03-09T10:00"));
    return promises.start("ticket:NOW", KIND, TWO_DAYS);
  }

  private JsonObject ask(Commitment it, @Nullable Instant at, double chance) {
    return Await.get(forecasts.of(it, new StageForecasts.Question("DISPATCHED", at, chance)));
  }

  @Test
  void if_dispatched_by_then_it_is_kept_as_often_as_trips_were_so_quick() {
    trips(20);
    Commitment it = open();
    assertEquals(at("2026-03-11T18:00"), Objects.requireNonNull(it.deadline()).at());

    // two hours and forty minutes are left: ten of twenty trips took no longer
    JsonObject told = ask(it, at("2026-03-11T15:20"), 0.9);
    assertEquals(20, told.getInteger("cases"));
    assertEquals("business_hours", told.getString("hours"));
    assertEquals(0.5, told.getDouble("keepProbability"), 1e-9);
    // eighteen of twenty took at most four and a half
    assertEquals(at("2026-03-11T13:30").toString(), told.getString("latest"));
    assertFalse(told.getBoolean("tooLate"));
    assertEquals(1, ask(it, at("2026-03-10T17:00"), 0.9).getDouble("keepProbability"), 1e-9);
    assertEquals(0, ask(it, at("2026-03-11T18:01"), 0.9).getDouble("keepProbability"), 1e-9);
    assertEquals(at("2026-03-11T15:30").toString(), ask(it, null, 0.5).getString("latest"));
  }

  @Test
  void a_trip_that_goes_on_counts_for_as_long_as_it_has() {
    trips(20);
    Commitment it = open();
    begins("ticket:NOW", "DISPATCHED", at("2026-03-11T14:00"));
    promises.clock.set(at("2026-03-11T16:00"));

    // of the twelve that took longer than two hours, eight took at most four
    JsonObject told = ask(it, null, 0.9);
    assertEquals(at("2026-03-11T14:00").toString(), told.getString("begun"));
    assertEquals(8 / 12.0, told.getDouble("keepProbability"), 1e-9);
    assertFalse(told.getBoolean("tooLate"));
  }

  @Test
  void what_is_too_late_is_said_to_be() {
    trips(20);
    Commitment it = open();
    promises.clock.set(at("2026-03-11T14:00"));
    JsonObject told = ask(it, null, 0.9);
    assertTrue(told.getBoolean("tooLate"));
    assertEquals(16 / 20.0, told.getDouble("keepProbability"), 1e-9);
  }

  @Test
  void few_cases_say_nothing_and_a_pause_has_no_forecast() {
    trips(19);
    Commitment it = open();
    JsonObject told = ask(it, null, 0.9);
    assertEquals(19, told.getInteger("cases"));
    assertNull(told.getValue("keepProbability"));
    assertNull(told.getValue("latest"));

    var past = new StageForecasts.Question("DISPATCHED", at("2026-03-09T09:59"), 0.9);
    assertEquals("query.at", Await.problem(forecasts.of(it, past)).code());
    promises.pause("ticket:NOW", "customer_chose_date");
    var question = new StageForecasts.Question("DISPATCHED", null, 0.9);
    Problem refused = Await.problem(forecasts.of(promises.now(it), question));
    assertEquals("forecast.none", refused.code());
    assertTrue(refused.message().contains("paused"), refused.message());
  }
}

package dev.fieldcare.promises;

import static dev.fieldcare.promises.TestCalendars.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever is done to promises in whatever order, the journal alone tells how each stands. */
class PromiseWalkTest {
  private static final long SEED = 20_261_126;
  private static final int STEPS = 600;
  private static final List<String> KINDS =
      List.of("response.general", "onsite.arrival", "replacement.review", "capa.due");
  private static final List<String> REASONS =
      List.of("awaiting_customer", "customer_chose_date", "site_inaccessible", "force_majeure");

  /** A promise as the journal tells of it. */
  private static final class Told {
    final Clock first;
    final List<Pause> pauses = new ArrayList<>();
    String subject;
    String outcome = "";
    WorkCalendar calendar;

    Told(PgJournal.Line line, Calendars calendars) {
      JsonObject data = line.data();
      subject = line.subject();
      calendar = calendars.get(data.getString("calendar"), data.getInteger("calendarVersion"));
      data.getJsonArray("pauses").forEach(each -> pauses.add(Pause.parse((JsonObject) each)));
      first =
          new Clock(
              Term.parse(data.getJsonObject("term"), "journal"),
              Instant.parse(data.getString("start")),
              pauses,
              calendar);
    }

    void resume(Instant at) {
      pauses.replaceAll(pause -> pause.isOpen() ? pause.endedAt(at) : pause);
    }

    @Nullable Deadline deadline() {
      return new Clock(first.term(), first.start(), pauses, calendar).deadline().orElse(null);
    }
  }

  @Test
  void every_state_can_be_recomputed_from_the_journal() {
    try (var promises = new Promises()) {
      var random = new SplittableRandom(SEED);
      promises.clock.set(at("2026-12-01T10:00"));
      for (int i = 0; i < STEPS; i++) {
        step(promises, random, i);
      }
      Map<Long, Told> told = fold(promises);
      var all = Await.get(promises.commitments.list(CommitmentFilter.ALL, 1_000, null)).items();
      assertEquals(all.size(), told.size());
      assertTrue(all.size() > 50, "seed " + SEED + ": only " + all.size());
      for (Commitment each : all) {
        Told it = Objects.requireNonNull(told.get(each.id()));
        String where = "seed " + SEED + ": " + each;
        assertEquals(each.subject(), it.subject, where);
        assertEquals(each.outcome().name(), it.outcome, where);
        if (each.isOpen()) {
          assertEquals(each.pauses(), it.pauses, where);
          assertEquals(each.deadline(), it.deadline(), where);
        }
      }
      assertTrue(Await.get(promises.journal.verify(promises.database.pool())).isSound());
    }
  }

  private static void step(Promises promises, SplittableRandom random, int number) {
    promises.clock.move(Duration.ofMinutes(random.nextInt(1, 180)));
    String subject = "ticket:F-" + random.nextInt(12);
    String other = "ticket:F-" + random.nextInt(12);
    String kind = KINDS.get(random.nextInt(KINDS.size()));
    try {
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> {
          Measure measure = Measure.values()[random.nextInt(4)];
          Instant since = promises.clock.instant().minusSeconds(random.nextInt(20_000));
          promises.start(subject, kind, Term.of(measure, random.nextInt(1, 12)), since);
        }
        case 3 -> promises.pause(subject, REASONS.get(random.nextInt(REASONS.size())));
        case 4, 5 -> promises.resume(subject);
        case 6 ->
            promises.in(
                sql ->
                    promises.commitments.stop(
                        sql, subject, kind, promises.clock.instant(), "user:bo", "done"));
        case 7 -> {
          if (!subject.equals(other)) {
            promises.in(sql -> promises.commitments.moveTo(sql, subject, other, "user:bo"));
          }
        }
        case 8 ->
            promises.in(
                sql -> promises.commitments.exempt(sql, subject, kind, "user:bo", "remote"));
        default -> Await.get(promises.escalations.round());
      }
    } catch (Problem refused) {
      assertTrue(List.of("pause.open", "promise.stop").contains(refused.code()), refused::toString);
    }
    if (number == STEPS / 2) {
      Await.get(promises.imports.notice("cn", 2027, Promises.notice2027(), false, "user:bo"));
    }
  }

  /** Goes by what was done, not by the deadlines that are noted beside it. */
  private static Map<Long, Told> fold(Promises promises) {
    var told = new HashMap<Long, Told>();
    String after = null;
    do {
      var page = Await.get(promises.journal.list(promises.database.pool(), after, 1_000, null));
      for (PgJournal.Line line : page.items()) {
        JsonObject data = line.data();
        if (line.type().equals("promise.started")) {
          told.put(data.getLong("commitment"), new Told(line, promises.calendars));
        }
        if (line.type().startsWith("promise.")) {
          Told it = Objects.requireNonNull(told.get(data.getLong("commitment")));
          it.outcome = data.getString("outcome");
          it.calendar = promises.calendars.get("cn", data.getInteger("calendarVersion"));
          switch (line.type()) {
            case "promise.paused" -> it.pauses.add(Pause.parse(data.getJsonObject("pause")));
            case "promise.resumed" -> it.resume(Instant.parse(data.getString("at")));
            case "promise.moved" -> {
              it.subject = line.subject();
              if (data.getString("at") != null) {
                it.resume(Instant.parse(data.getString("at")));
              }
            }
            default -> {}
          }
        }
        if (line.type().equals("calendar.changed")) {
          int version = data.getInteger("version");
          told.values().stream()
              .filter(each -> each.outcome.equals("OPEN"))
              .forEach(each -> each.calendar = promises.calendars.get("cn", version));
        }
      }
      after = page.next();
    } while (after != null);
    return told;
  }
}

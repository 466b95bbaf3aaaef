package dev.fieldcare.rollout.waves;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fieldcare.base.Await;
import dev.fieldcare.firmware.Image;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.promises.Measure;
import dev.fieldcare.promises.Term;
import dev.fieldcare.promises.Undertaking;
import dev.fieldcare.registry.Device;
import dev.fieldcare.rollout.audience.PromisesAtStake;
import dev.fieldcare.rollout.audience.PromisesAtStake.Late;
import dev.fieldcare.rollout.audience.PromisesAtStake.Owed;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StakesTest {
  private static final String SYMPTOM = "leak";

  private final WavesFixture it = new WavesFixture(10);
  private final Release release = fixing(it.house.release("1.5.0", 7));

  @BeforeEach
  void promise() {
    it.keepsPromises();
  }

  @AfterEach
  void close() {
    it.close();
  }

  private Release fixing(Release plain) {
    var release =
        new Release(
            plain.id(),
            plain.model(),
            plain.version(),
            plain.counter(),
            plain.kind(),
            plain.state(),
            new Image("ee".repeat(32), "aa", "bb", 1_000, "image.bin"),
            plain.format(),
            plain.hardwareRevisions(),
            List.of(SYMPTOM),
            Map.of(),
            plain.steppingStones(),
            null,
            plain.createdAt(),
            plain.publishedAt(),
            null);
    it.house.releases.put(release.id(), release);
    return release;
  }

  /** A ticket with one promise, due in so many hours. */
  private Instant ticket(Device device, String number, String symptom, int hours) {
    Await.get(
        it.house
            .database
            .pool()
            .preparedQuery("INSERT INTO device_facts VALUES ($1, $2, $3, NULL, NULL)")
            .execute(Tuple.of(device.number(), new String[] {symptom}, new String[] {number})));
    Instant now = it.house.clock.instant();
    var promise =
        Undertaking.of(
            "ticket:" + number, "resolution", Term.of(Measure.ELAPSED, hours), now, "cn");
    Await.get(it.house.database.transaction(sql -> it.commitments.start(sql, promise, "user:ann")));
    return now.plus(Duration.ofHours(hours));
  }

  private PromisesAtStake stakes(JsonObject plan) {
    var draft = new RolloutDesk.Draft("", release.model(), release.version(), "", plan);
    return Await.get(it.desk.dryRun(draft).compose(report -> it.desk.atStake(draft, report)));
  }

  private static JsonObject plan() {
    return new JsonObject()
        .put("waves", new JsonArray().add(2).add("100%"))
        .put("holdBack", "0%")
        .put("gates", new JsonObject().put("soak", new JsonArray().add("48h")));
  }

  @Test
  void promises_on_tickets_that_it_fixes_are_counted_and_those_due_before_it_is_there_are_named() {
    List<Device> fleet = List.copyOf(it.fleet.values());
    Instant soon = ticket(fleet.get(0), "F-1", SYMPTOM, 24);
    ticket(fleet.get(1), "F-2", SYMPTOM, 72);
    ticket(fleet.get(2), "F-3", "noise", 1);
    PromisesAtStake found = stakes(plan());
    assertEquals(List.of(new Owed("resolution", 2, soon)), found.open());
    assertEquals(it.house.clock.instant().plus(Duration.ofHours(48)), found.expected());
    assertEquals(1, found.late());
    assertEquals(List.of(new Late("F-1", "resolution", soon)), found.examples());
    assertEquals(
        "F-1",
        found
            .json()
            .getJsonObject("late")
            .getJsonArray("examples")
            .getJsonObject(0)
            .getString("ticket"));
  }

  @Test
  void the_rate_and_the_window_put_off_when_it_is_there() {
    ticket(List.copyOf(it.fleet.values()).get(0), "F-1", SYMPTOM, 72);
    Instant turn = it.house.clock.instant().plus(Duration.ofHours(48));
    assertEquals(turn.plusSeconds(180), stakes(plan().put("offersPerMinute", 1)).expected());
    var windows =
        new JsonObject()
            .put("schedule", "0 0 2 ? * SUN")
            .put("duration", "2h")
            .put("timezone", "Z");
    PromisesAtStake found = stakes(plan().put("maintenance", windows));
    assertEquals(
        java.time.DayOfWeek.SUNDAY,
        found.expected().atZone(java.time.ZoneOffset.UTC).getDayOfWeek());
    assertEquals(2, found.expected().atZone(java.time.ZoneOffset.UTC).getHour());
  }

  @Test
  void customers_are_named_whose_devices_it_would_reach_before_they_had_to_be_told() {
    it.device("acme-1", "acme");
    it.device("acme-2", "acme");
    it.device("zeta-1", "zeta");
    PromisesAtStake found = stakes(plan());
    assertEquals(2, found.unannounced());
    assertEquals(3, found.devices());
    assertEquals(List.of("acme", "zeta"), found.customers());
    Instant later = it.house.clock.instant().plus(Duration.ofHours(25));
    assertEquals(0, stakes(plan().put("notBefore", later.toString())).unannounced());
    assertEquals(0, stakes(plan().put("notice", "ask")).unannounced());
  }
}

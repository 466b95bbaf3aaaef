package dev.fieldcare.rollout.waves;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.firmware.Fixes;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.registry.Device;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a release is said to fix is judged while it goes out. */
class ClaimsTest {
  private static final String SYMPTOM = "temperature.high";

  private final WavesFixture it = new WavesFixture(60);
  private final Release release = it.house.fixing("1.5.0", 7, SYMPTOM);

  @AfterEach
  void close() {
    it.close();
  }

  private static JsonObject plan(Object... waves) {
    JsonObject plan = WavesFixture.plan(waves);
    plan.getJsonObject("gates").put("alpha", 0.05).put("fixWithin", "2d");
    return plan;
  }

  /** A rollout whose first wave runs the release. */
  private Rollout begun() {
    Rollout rollout = it.start(release, plan("40%", "100%"));
    it.settle();
    installAll(rollout);
    assertEquals("OPEN", fix(rollout).getString("state"));
    return rollout;
  }

  private void installAll(Rollout rollout) {
    it.in(rollout, MemberState.OPEN).forEach(it::installs);
    it.pass(Duration.ofMinutes(10));
    it.settle();
  }

  private void happens(List<Device> devices, int most) {
    devices.stream().limit(most).forEach(device -> it.happens(Claims.KIND + SYMPTOM, device));
    it.house.clock.move(Duration.ofMinutes(1));
    it.settle();
  }

  private List<Device> others(Rollout rollout) {
    var others = new java.util.ArrayList<>(it.in(rollout, MemberState.PENDING));
    others.addAll(it.in(rollout, MemberState.HELD));
    return others;
  }

  private JsonObject fix(Rollout rollout) {
    return it.now(rollout).fixes().getJsonObject(0);
  }

  private long entries(String type) {
    return Await.get(
        it.house
            .database
            .pool()
            .preparedQuery("SELECT count(*) FROM journal WHERE type = $1")
            .execute(io.vertx.sqlclient.Tuple.of(type))
            .map(rows -> rows.iterator().next().getLong(0)));
  }

  @Test
  void a_symptom_that_only_others_have_is_shown_to_be_fixed_and_told_once() {
    Rollout rollout = begun();
    happens(others(rollout), 25);
    JsonObject fix = fix(rollout);
    assertEquals("SHOWN", fix.getString("state"), fix.encode());
    assertEquals(SYMPTOM, fix.getString("symptom"));
    assertTrue(fix.getString("because").startsWith("0 of the "), fix.encode());
    assertEquals("fix.shown", fix.getString("becauseKey"));
    assertEquals(25, fix.getJsonObject("becauseArgs").getInteger("controlEvents"));
    assertTrue(fix.getJsonObject("ratio").getDouble("upper") < 1, fix.encode());
    it.restart();
    it.pass(Duration.ofHours(2));
    it.settle();
    assertEquals(1, it.judged.size());
    assertTrue(it.judged.getFirst().holds());
    assertEquals("rollout:" + rollout.id(), it.judged.getFirst().by());
    assertEquals(1, entries("rollout.fix-shown"));
    assertEquals(List.of(it.judged.getFirst()), Await.get(Fixes.shown(it.house.database.pool())));
  }

  @Test
  void whatever_is_killed_while_it_is_told_is_done_again_as_a_whole() {
    Rollout rollout = begun();
    it.failures = 1;
    happens(others(rollout), 25);
    assertEquals(List.of(), it.judged);
    assertEquals("OPEN", fix(rollout).getString("state"));
    assertEquals(List.of(), Await.get(Fixes.shown(it.house.database.pool())));
    it.restart();
    it.settle();
    assertEquals("SHOWN", fix(rollout).getString("state"));
    assertEquals(1, it.judged.size());
    assertEquals(1, entries("rollout.fix-shown"));
  }

  @Test
  void a_symptom_that_updated_devices_still_have_contradicts_the_claim_and_halts_nothing() {
    Rollout rollout = begun();
    happens(it.in(rollout, MemberState.UPDATED), 14);
    JsonObject fix = fix(rollout);
    assertEquals("CONTRADICTED", fix.getString("state"), fix.encode());
    assertEquals(1, it.judged.size());
    assertEquals(false, it.judged.getFirst().holds());
    assertEquals(1, entries("rollout.fix-withdrawn"));
    assertEquals(RolloutState.RUNNING, it.now(rollout).state());
    assertEquals(List.of(), it.halts);
    happens(others(rollout), 40);
    assertEquals("CONTRADICTED", fix(rollout).getString("state"));
    assertEquals(1, it.judged.size());
  }

  @Test
  void before_devices_have_the_release_their_symptoms_contradict_nothing() {
    Rollout rollout = it.start(release, plan("40%", "100%"));
    it.settle();
    happens(it.in(rollout, MemberState.OPEN), 14);
    it.in(rollout, MemberState.OPEN).forEach(it::installs);
    it.pass(Duration.ofMinutes(10));
    it.settle();
    assertEquals("OPEN", fix(rollout).getString("state"), fix(rollout).encode());
    assertEquals(List.of(), it.judged);
  }

  @Test
  void those_held_back_wait_until_it_is_judged() {
    Rollout rollout = it.start(release, plan("50%", "100%"));
    bringToLast(rollout);
    assertEquals(1, it.now(rollout).wave());
    assertTrue(
        it.now(rollout)
            .because()
            .startsWith("the last wave has passed; those held back wait until it is certain"),
        it.now(rollout).because());
    assertEquals(0, Await.get(it.rounds.run()), "and waiting changes nothing");
    happens(it.in(rollout, MemberState.UPDATED), 30);
    assertEquals("CONTRADICTED", fix(rollout).getString("state"), fix(rollout).encode());
    assertEquals(2, it.now(rollout).wave());
  }

  @Test
  void those_held_back_do_not_wait_forever() {
    Rollout rollout = it.start(release, plan("50%", "100%"));
    bringToLast(rollout);
    it.pass(Duration.ofHours(40));
    it.settle();
    assertEquals(1, it.now(rollout).wave());
    it.restart();
    it.pass(Duration.ofHours(9));
    it.settle();
    assertEquals(2, it.now(rollout).wave());
    String because = it.now(rollout).because();
    assertTrue(
        because.endsWith("whether 1.5.0 fixes temperature.high did not become certain within 2d"),
        because);
  }

  private void bringToLast(Rollout rollout) {
    for (int i = 0; i < 3; i++) {
      it.settle();
      installAll(rollout);
      it.pass(Duration.ofMinutes(70));
      it.settle();
    }
  }
}

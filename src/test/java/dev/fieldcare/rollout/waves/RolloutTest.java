package dev.fieldcare.rollout.waves;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.messaging.Delivery;
import dev.fieldcare.registry.Device;
import dev.fieldcare.rollout.Days;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RolloutTest {
  private final WavesFixture it = new WavesFixture(60);
  private final Release release = it.house.release("1.5.0", 7);

  @AfterEach
  void close() {
    it.close();
  }

  @Test
  void somebody_else_approves() {
    Rollout rollout = it.create(release, WavesFixture.plan("100%"));
    it.to(rollout, RolloutState.SUBMITTED, WavesFixture.ANN);
    Problem refused =
        assertThrows(Problem.class, () -> it.to(rollout, RolloutState.APPROVED, WavesFixture.ANN));
    assertEquals("rollout.four-eyes", refused.code());
    it.to(rollout, RolloutState.APPROVED, WavesFixture.BOB);
    assertEquals(WavesFixture.BOB, it.now(rollout).approvedBy());
    assertNull(it.now(rollout).becauseKey(), "these are somebody's own words");
  }

  @Test
  void waves_open_one_after_another_and_those_held_back_come_last() {
    Rollout rollout = it.start(release, WavesFixture.plan("10%", "50%", "100%"));
    it.settle();
    List<Device> first = it.in(rollout, MemberState.OPEN);
    assertTrue(first.size() >= 3 && first.size() <= 7, "first wave: " + first.size());
    assertEquals(12, it.in(rollout, MemberState.HELD).size(), 2);
    int wave = 0;
    for (int i = 0; i < 40 && it.now(rollout).state() == RolloutState.RUNNING; i++) {
      List<Device> open = it.in(rollout, MemberState.OPEN);
      if (!open.isEmpty()) {
        assertEquals(wave, it.now(rollout).wave());
        wave++;
      }
      open.forEach(it::installs);
      it.pass(Duration.ofMinutes(70));
      it.settle();
    }
    assertEquals(RolloutState.FINISHED, it.now(rollout).state());
    assertEquals(60, it.in(rollout, MemberState.UPDATED).size());
    assertEquals(4, wave);
  }

  @Test
  void a_wave_waits_for_its_devices_to_install_and_to_run_for_a_while() {
    Rollout rollout = it.start(release, WavesFixture.plan("20%", "100%"));
    it.settle();
    it.pass(Duration.ofHours(3));
    it.settle();
    assertEquals(0, it.now(rollout).wave());
    it.in(rollout, MemberState.OPEN).forEach(it::installs);
    it.settle();
    assertEquals(0, it.now(rollout).wave());
    it.pass(Duration.ofMinutes(40));
    it.settle();
    assertEquals(1, it.now(rollout).wave());
  }

  @Test
  void devices_that_go_silent_after_their_update_halt_it_and_one_ticket_is_opened() {
    JsonObject plan = WavesFixture.plan("40%", "100%");
    Rollout rollout = it.start(release, plan);
    it.pass(Duration.ofMinutes(10));
    it.settle();
    List<Device> bricked = it.in(rollout, MemberState.OPEN);
    it.pass(Duration.ofHours(1), bricked.toArray(Device[]::new));
    it.settle();
    Rollout halted = it.now(rollout);
    assertEquals(RolloutState.HALTED, halted.state());
    assertTrue(halted.because().startsWith("silence: "), halted.because());
    assertEquals("gate.events.harm", halted.becauseKey());
    assertEquals("silence", halted.becauseArgs().getString("kind"));
    assertEquals("P-2026-000001", halted.problem());
    assertEquals(1, it.halts.size());
    assertEquals(List.of(), it.in(rollout, MemberState.OPEN), "what had not begun is taken back");
    it.pass(Duration.ofHours(5));
    it.settle();
    assertEquals(1, it.halts.size());
  }

  @Test
  void devices_are_brought_back_by_a_release_with_a_higher_counter() {
    Release back = it.house.release("1.4.1", 8);
    JsonObject plan = WavesFixture.plan("50%", "100%").put("rollback", "1.4.1");
    Rollout rollout = it.start(release, plan);
    it.pass(Duration.ofMinutes(10));
    it.settle();
    List<Device> bad = it.in(rollout, MemberState.OPEN);
    bad.forEach(it::installs);
    it.settle();
    bad.forEach(device -> it.happens("crash", device));
    it.pass(Duration.ofMinutes(10));
    it.settle();
    assertEquals(RolloutState.ROLLING_BACK, it.now(rollout).state());
    for (Device device : bad) {
      assertEquals(back.id(), it.open(device).orElseThrow().release());
      it.installs(device);
    }
    it.settle();
    assertEquals(RolloutState.ROLLED_BACK, it.now(rollout).state());
    assertEquals(bad.size(), it.in(rollout, MemberState.BROUGHT_BACK).size());
  }

  @Test
  void bringing_back_says_whom_it_waits_for_and_does_not_wait_for_ever() {
    Release back = it.house.release("1.4.1", 8);
    JsonObject plan =
        WavesFixture.plan("50%", "100%").put("rollback", "1.4.1").put("rollbackWithin", "2d");
    Rollout rollout = it.start(release, plan);
    it.settle();
    List<Device> bad = it.in(rollout, MemberState.OPEN);
    bad.forEach(it::installs);
    it.settle();
    it.to(rollout, RolloutState.ROLLING_BACK, WavesFixture.BOB);
    it.settle();
    Device lost = bad.getLast();
    bad.stream().filter(each -> each != lost).forEach(it::installs);
    it.settle();
    assertEquals("rollout.back.waits", it.now(rollout).becauseKey());
    assertEquals(1, it.now(rollout).becauseArgs().getInteger("open"));
    String waits = it.now(rollout).because();
    assertTrue(
        waits.startsWith(
            "%d brought back to 1.4.1; waits for 1 more until ".formatted(bad.size() - 1)),
        waits);
    assertTrue(waits.endsWith("1 have the update, 0 are silent, 0 have not had their turn"), waits);
    it.pass(Duration.ofHours(47), lost);
    it.settle();
    assertEquals(RolloutState.ROLLING_BACK, it.now(rollout).state());
    it.pass(Duration.ofHours(2), lost);
    it.settle();
    Rollout over = it.now(rollout);
    assertEquals(RolloutState.ROLLED_BACK, over.state());
    assertEquals(
        "%d brought back to 1.4.1; 1 not reached within 2d, whose update stays open"
            .formatted(bad.size() - 1),
        over.because());
    assertEquals(List.of(lost), it.in(rollout, MemberState.UNREACHABLE));
    assertEquals(1, Await.get(it.desk.counts(rollout.id())).of(MemberState.UNREACHABLE));
    assertEquals(
        back.id(), it.open(lost).orElseThrow().release(), "comes back and is brought back");
  }

  @Test
  void programs_hear_of_every_step_once() {
    it.house.release("1.4.1", 8);
    Await.get(
        it.webhooks.create(
            new JsonObject()
                .put("url", "http://127.0.0.1:1/hook")
                .put("events", new JsonArray().add("rollout.*")),
            WavesFixture.ANN));
    Rollout rollout = it.start(release, WavesFixture.plan("50%", "100%").put("rollback", "1.4.1"));
    it.settle();
    it.to(rollout, RolloutState.PAUSED, WavesFixture.BOB);
    it.to(rollout, RolloutState.RUNNING, WavesFixture.BOB);
    it.in(rollout, MemberState.OPEN).forEach(it::installs);
    it.settle();
    it.to(rollout, RolloutState.HALTED, WavesFixture.BOB);
    it.settle();
    it.in(rollout, MemberState.OPEN).forEach(it::installs);
    it.settle();
    Rollout other = it.create(release, WavesFixture.plan("100%"));
    it.to(other, RolloutState.CANCELED, WavesFixture.ANN);
    assertEquals(
        List.of(
            "rollout.submitted",
            "rollout.approved",
            "rollout.started",
            "rollout.paused",
            "rollout.resumed",
            "rollout.halted",
            "rollout.rolling_back",
            "rollout.rolled_back",
            "rollout.canceled"),
        heard().stream().map(each -> each.getString("event")).toList());
    JsonObject halted = heard().get(5).getJsonObject("rollout");
    assertEquals(Long.toString(rollout.id()), halted.getString("id"));
    assertEquals("halted", halted.getString("state"));
    assertEquals("because", halted.getString("because"));
    assertEquals("1.5.0", halted.getString("release"));
  }

  @Test
  void windows_on_rest_days_go_by_the_calendar_that_counts_for_the_device() {
    it.keepsPromises();
    var windows =
        new JsonObject()
            .put("schedule", "0 0 2 * * ?")
            .put("duration", "2h")
            .put("days", "restdays");
    it.start(release, WavesFixture.plan("100%").put("maintenance", windows));
    it.settle();
    it.restart();
    Device device =
        it.fleet.values().stream()
            .filter(each -> it.open(each).isPresent())
            .findAny()
            .orElseThrow();
    var found = Objects.requireNonNull(it.open(device).orElseThrow().manner().maintenance());
    assertEquals(Days.RESTDAYS, found.days());
    assertEquals("cn", found.calendar());
    Problem refused =
        assertThrows(
            Problem.class,
            () ->
                it.create(
                    release,
                    WavesFixture.plan("100%").put("maintenance", windows.put("days", "sundays"))));
    assertEquals(
        "maintenance.days: expected workdays, restdays or any, found sundays", refused.message());
  }

  @Test
  void programs_hear_of_its_end() {
    Await.get(
        it.webhooks.create(
            new JsonObject()
                .put("url", "http://127.0.0.1:1/hook")
                .put("events", new JsonArray().add("rollout.finished")),
            WavesFixture.ANN));
    Rollout rollout = it.start(release, WavesFixture.plan("100%").put("holdBack", "0%"));
    it.settle();
    it.in(rollout, MemberState.OPEN).forEach(it::installs);
    it.settle();
    it.pass(Duration.ofMinutes(70));
    it.settle();
    assertEquals(RolloutState.FINISHED, it.now(rollout).state());
    assertEquals(1, heard().size());
  }

  /** In order. */
  private List<JsonObject> heard() {
    return Await.get(it.outbox.list(null, 100, null)).items().stream()
        .filter(each -> each.channel().equals("webhook"))
        .sorted(Comparator.comparing(Delivery::id))
        .map(Delivery::payload)
        .toList();
  }

  @Test
  void a_device_that_fails_is_asked_again_later_and_later_and_then_given_up() {
    JsonObject plan = WavesFixture.plan(1, "100%").put("retries", 2).put("backOff", "1h");
    Rollout rollout = it.start(release, plan);
    it.settle();
    Device device = it.in(rollout, MemberState.OPEN).getFirst();
    it.fails(device);
    it.settle();
    assertTrue(it.open(device).isEmpty());
    it.pass(Duration.ofHours(1));
    it.settle();
    it.fails(device);
    it.settle();
    it.pass(Duration.ofHours(1));
    it.settle();
    assertTrue(it.open(device).isEmpty(), "the second time it is two hours");
    it.pass(Duration.ofHours(1));
    it.settle();
    it.fails(device);
    it.settle();
    Member given =
        it.members(rollout).stream()
            .filter(m -> m.device() == device.number())
            .findAny()
            .orElseThrow();
    assertEquals(MemberState.FAILED, given.state());
    assertEquals("failed: FLASH: worn out", given.reason());
  }

  @Test
  void offers_keep_to_the_rate() {
    JsonObject plan = WavesFixture.plan("100%").put("offersPerMinute", 10).put("holdBack", "0%");
    Rollout rollout = it.start(release, plan);
    it.settle();
    assertEquals(10, it.in(rollout, MemberState.OPEN).size());
    it.house.clock.move(Duration.ofSeconds(30));
    it.settle();
    assertEquals(15, it.in(rollout, MemberState.OPEN).size());
  }

  @Test
  void an_update_by_hand_of_the_same_priority_is_not_taken_away() {
    Release other = it.house.release("1.4.5", 6);
    Device busy = it.fleet.values().iterator().next();
    Await.get(
        it.house.actions.assign(busy, other, dev.fieldcare.rollout.Terms.AT_ONCE, "user:ann"));
    Rollout rollout = it.start(release, WavesFixture.plan("100%").put("holdBack", "0%"));
    it.settle();
    assertEquals(other.id(), it.open(busy).orElseThrow().release());
    Member waits =
        it.members(rollout).stream()
            .filter(m -> m.device() == busy.number())
            .findAny()
            .orElseThrow();
    assertEquals(MemberState.PENDING, waits.state());
    assertEquals("action-open", waits.reason());
    it.installs(busy);
    it.pass(Duration.ofHours(1));
    it.settle();
    assertEquals(release.id(), it.open(busy).orElseThrow().release());
  }

  @Test
  void a_paused_rollout_offers_nothing_and_goes_on_where_it_was() {
    Rollout rollout = it.start(release, WavesFixture.plan("50%", "100%").put("offersPerMinute", 5));
    it.settle();
    it.to(rollout, RolloutState.PAUSED, WavesFixture.BOB);
    it.pass(Duration.ofHours(1));
    it.settle();
    assertEquals(5, it.in(rollout, MemberState.OPEN).size());
    it.to(rollout, RolloutState.RUNNING, WavesFixture.BOB);
    it.restart();
    it.settle();
    assertEquals(10, it.in(rollout, MemberState.OPEN).size());
  }

  @Test
  void a_dynamic_rollout_takes_in_who_is_registered_later_and_others_do_not() {
    Rollout fixed = it.start(release, WavesFixture.plan(5, "100%"));
    it.to(fixed, RolloutState.PAUSED, WavesFixture.ANN);
    Rollout dynamic =
        it.start(release, WavesFixture.plan(5, "100%").put("dynamic", true).put("seed", 8));
    it.settle();
    Device late = it.house.device("late-1", "A");
    it.fleet.put(late.number(), late);
    it.settle();
    assertEquals(60, it.members(fixed).size());
    assertEquals(61, it.members(dynamic).size());
    assertEquals(61, it.now(dynamic).size());
    Member joined =
        it.members(dynamic).stream()
            .filter(each -> each.device() == late.number())
            .findAny()
            .orElseThrow();
    assertEquals(false, joined.drawn(), "whoever comes later is in no comparison");
    assertEquals(MemberState.PENDING, joined.state());
  }

  @Test
  void a_release_that_is_withdrawn_is_offered_to_nobody_from_then_on() {
    Rollout rollout = it.start(release, WavesFixture.plan("50%", "100%"));
    it.settle();
    it.house.releases.put(release.id(), withdrawn(release));
    it.settle();
    assertEquals(RolloutState.HALTED, it.now(rollout).state());
    assertEquals("release 1.5.0 is withdrawn", it.now(rollout).because());
    assertEquals("rollout.release.withdrawn", it.now(rollout).becauseKey());
    assertEquals(List.of(), it.in(rollout, MemberState.OPEN));
  }

  private static Release withdrawn(Release it) {
    return new Release(
        it.id(),
        it.model(),
        it.version(),
        it.counter(),
        it.kind(),
        dev.fieldcare.firmware.ReleaseState.WITHDRAWN,
        it.image(),
        it.format(),
        it.hardwareRevisions(),
        it.fixes(),
        it.notes(),
        it.steppingStones(),
        it.minimumBootloader(),
        it.createdAt(),
        it.publishedAt(),
        it.sbom());
  }

  @Test
  void a_canceled_rollout_takes_back_what_devices_have_not_begun() {
    Rollout rollout = it.start(release, WavesFixture.plan("50%", "100%"));
    it.settle();
    List<Device> open = it.in(rollout, MemberState.OPEN);
    it.to(rollout, RolloutState.CANCELED, WavesFixture.BOB);
    it.settle();
    for (Device each : open) {
      assertTrue(it.open(each).isEmpty(), each.id());
    }
    assertEquals(open.size(), it.in(rollout, MemberState.LEFT_OUT).size());
  }

  @Test
  void a_device_that_lacks_a_stepping_stone_gets_that_first() {
    Release stone = it.house.release("1.6.0", 8);
    Release far =
        it.house.release(
            "2.0.0", 9, List.of(), List.of("1.6.0"), dev.fieldcare.firmware.ReleaseState.PUBLISHED);
    Rollout rollout = it.start(far, WavesFixture.plan("100%").put("holdBack", "0%"));
    it.settle();
    Device device = it.in(rollout, MemberState.OPEN).getFirst();
    assertEquals(stone.id(), it.open(device).orElseThrow().release());
    it.installs(device);
    it.settle();
    assertEquals(far.id(), it.open(device).orElseThrow().release());
    it.installs(device);
    it.settle();
    assertEquals(List.of(device), it.in(rollout, MemberState.UPDATED));
  }

  @Test
  void a_first_wave_that_failed_is_followed_by_none() {
    JsonObject plan = WavesFixture.plan(1, "100%").put("retries", 0);
    Rollout rollout = it.start(release, plan);
    it.settle();
    it.fails(it.in(rollout, MemberState.OPEN).getFirst());
    it.pass(Duration.ofHours(5));
    it.settle();
    assertEquals(0, it.now(rollout).wave());
    assertEquals(RolloutState.RUNNING, it.now(rollout).state());
  }
}

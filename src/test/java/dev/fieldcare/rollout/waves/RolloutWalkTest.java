package dev.fieldcare.rollout.waves;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.registry.Device;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A rollout whose server dies again and again, in the middle of steps, too: {@code
 * -Drollout.steps=10000} walks further, {@code -Drollout.seed} another way.
 */
class RolloutWalkTest {
  private static final int STEPS = Integer.getInteger("rollout.steps", 400);
  private static final long SEED = Long.getLong("rollout.seed", 20_261_127L);
  private static final int DEVICES = 40;

  private final WavesFixture it = new WavesFixture(DEVICES);
  private final Random random = new Random(SEED);
  private int deaths;

  @AfterEach
  void close() {
    it.close();
  }

  @Test
  void
      whoever_dies_when_each_device_is_offered_the_release_once_for_each_try_and_none_is_skipped() {
    Release release = it.house.release("1.5.0", 7);
    Rollout rollout =
        it.start(
            release,
            WavesFixture.plan("10%", "50%", "100%")
                .put("offersPerMinute", 2)
                .put("retries", 50)
                .put("backOff", "10m"));
    for (int step = 0; step < STEPS; step++) {
      act(rollout);
      if (step % 50 == 49) {
        countsAreRight(rollout);
      }
    }
    for (int i = 0; i < 200 && it.now(rollout).state() != RolloutState.FINISHED; i++) {
      it.pass(Duration.ofMinutes(30));
      it.settle();
      it.in(rollout, MemberState.OPEN).forEach(it::installs);
    }
    System.out.println("seed " + SEED + ": " + deaths + " deaths in " + STEPS + " steps");
    assertTrue(deaths > STEPS / 20, "the walk must kill something");
    assertEquals(RolloutState.FINISHED, it.now(rollout).state(), "seed " + SEED);
    countsAreRight(rollout);
    Map<Integer, Integer> given = given(rollout);
    for (Member each : it.members(rollout)) {
      assertEquals(MemberState.UPDATED, each.state(), "seed " + SEED + ": " + each);
      assertEquals(each.tries() + 1, given.get(each.device()), "seed " + SEED + ": " + each);
    }
    assertTrue(Await.get(it.house.journal.verify(it.house.database.pool())).isSound());
  }

  private void act(Rollout rollout) {
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> Await.get(it.rounds.run());
      case 4, 5 -> dieWithin(it.rounds.run());
      case 6 -> it.restart();
      case 7, 8 -> some(rollout).forEach(this::device);
      default -> it.pass(Duration.ofMinutes(10 * (1 + random.nextInt(6))));
    }
  }

  private List<Device> some(Rollout rollout) {
    return it.in(rollout, MemberState.OPEN).stream()
        .filter(each -> random.nextInt(3) == 0)
        .toList();
  }

  private void device(Device device) {
    if (it.open(device).isEmpty()) {
      return;
    }
    if (random.nextInt(4) == 0) {
      it.fails(device);
    } else {
      it.installs(device);
    }
  }

  /** Everything the database was doing for us ends, wherever it is; then the server starts anew. */
  private void dieWithin(Future<Integer> step) {
    for (int i = random.nextInt(400); i > 0; i--) {
      Thread.onSpinWait();
    }
    try (Connection killer = it.house.database.openJdbc();
        Statement statement = killer.createStatement()) {
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    step.otherwise(0).toCompletionStage().toCompletableFuture().join();
    deaths++;
    untilItAnswers(0);
    it.restart();
  }

  /** Connections that are gone are only found out by asking. */
  private void untilItAnswers(int tried) {
    assertTrue(tried < 100, "the database must come back");
    boolean answers =
        it.house
            .database
            .pool()
            .query("SELECT 1")
            .execute()
            .map(true)
            .otherwise(false)
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    if (!answers) {
      untilItAnswers(tried + 1);
    }
  }

  private void countsAreRight(Rollout rollout) {
    var told = new HashMap<String, Long>();
    Counts counts = Await.get(it.desk.counts(rollout.id()));
    for (int wave : counts.waves()) {
      for (MemberState state : MemberState.values()) {
        if (counts.of(wave, state) != 0) {
          told.put(wave + " " + state, counts.of(wave, state));
        }
      }
    }
    var found = new HashMap<String, Long>();
    for (Member each : it.members(rollout)) {
      found.merge(each.wave() + " " + each.state(), 1L, Long::sum);
    }
    assertEquals(found, told, "seed " + SEED);
  }

  /** How many updates each device was given. */
  private Map<Integer, Integer> given(Rollout rollout) {
    var given = new HashMap<Integer, Integer>();
    var devices = new ArrayList<Future<?>>();
    it.fleet
        .values()
        .forEach(
            device ->
                devices.add(
                    it.house
                        .actions
                        .list(device.number(), null, null, 1_000, null)
                        .onSuccess(
                            page ->
                                given.put(
                                    device.number(),
                                    (int)
                                        page.items().stream()
                                            .filter(
                                                each ->
                                                    Objects.equals(rollout.id(), each.rollout()))
                                            .count()))));
    Await.get(Future.all(devices));
    return given;
  }
}

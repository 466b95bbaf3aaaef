package dev.fieldcare.stability.proposals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Limit;
import dev.fieldcare.registry.Metric;
import dev.fieldcare.registry.Severity;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ProposalsTest {
  private static final Limit BARE =
      new Limit(Limit.Side.HIGH, 70, Severity.MAJOR, Duration.ZERO, Duration.ZERO, 0, false, null);
  private static final Metric METRIC = new Metric("temperature", "°C", null, null, List.of(BARE));
  private static final Duration LASTING = Duration.ofMinutes(5);

  /** A day of readings each ten seconds. */
  private static History day(long seed, double noise, java.util.function.IntToDoubleFunction at) {
    var random = new SplittableRandom(seed);
    var history = new History();
    for (int i = 0; i < 8640; i++) {
      double sum = 0;
      for (int j = 0; j < 12; j++) {
        sum += random.nextDouble();
      }
      history.add(i * 10_000L, at.applyAsDouble(i) + noise * (sum - 6));
    }
    return history;
  }

  private static Proposal propose(Limit limit, History... histories) {
    return Proposals.of(METRIC, limit, List.of(histories), 10_000, LASTING, share -> {});
  }

  @Test
  void chatter_around_the_limit_ends_and_the_lasting_excursion_stays() {
    // half an hour just at the limit, later an hour well above it
    History history =
        day(1, 1, i -> i >= 1000 && i < 1180 ? 69.8 : i >= 5000 && i < 5360 ? 76 : 50);
    Proposal proposal = propose(BARE, history);
    assertTrue(proposal.before().chattering() > 0, proposal.toString());
    assertEquals(0, proposal.after().chattering());
    assertEquals(0, proposal.after().fleeting());
    assertEquals(1, proposal.lasting());
    assertEquals(1, proposal.after().caught());
    assertTrue(proposal.after().alarms() <= 3, proposal.toString());
    assertEquals(1, proposal.noise(), 0.1);
  }

  @Test
  void a_limit_that_does_well_is_left_alone() {
    Proposal proposal = propose(BARE, day(2, 0.1, i -> i >= 5000 && i < 5360 ? 80 : 50));
    assertEquals(BARE, proposal.proposed());
    assertEquals(proposal.before(), proposal.after());
  }

  @Test
  void no_lasting_excursion_is_given_up_for_calm() {
    for (long seed = 1; seed <= 5; seed++) {
      var random = new SplittableRandom(seed);
      double[] level = new double[8640];
      int lasting = 0;
      for (int at = 200; at < 8000; at += 400 + random.nextInt(300)) {
        boolean isLong = random.nextBoolean();
        int length = isLong ? 40 + random.nextInt(60) : 1 + random.nextInt(3);
        lasting += isLong ? 1 : 0;
        for (int i = at; i < at + length; i++) {
          level[i] = 25;
        }
      }
      Proposal proposal = propose(BARE, day(seed, 1, i -> 50 + level[i]));
      assertEquals(lasting, proposal.lasting(), "seed " + seed);
      assertEquals(lasting, proposal.after().caught(), "seed " + seed);
      assertTrue(proposal.after().alarms() <= proposal.before().alarms(), "seed " + seed);
      assertTrue(proposal.after().chattering() == 0, "seed " + seed + proposal);
    }
  }

  @Test
  void several_devices_are_judged_together() {
    Proposal proposal =
        propose(
            BARE,
            day(1, 1, i -> i >= 1000 && i < 1180 ? 69.8 : 50),
            day(2, 1, i -> i >= 5000 && i < 5360 ? 76 : 50));
    assertEquals(2, proposal.devices());
    assertEquals(17_280, proposal.readings());
    assertEquals(1, proposal.after().caught());
    assertEquals(0, proposal.after().chattering());
  }

  @Test
  void a_series_that_never_comes_near_asks_for_nothing() {
    Proposal proposal = propose(BARE, day(3, 1, i -> 20));
    assertEquals(BARE, proposal.proposed());
    assertEquals(0, proposal.after().alarms());
  }

  @Test
  void damping_that_does_no_harm_stays() {
    Limit damped =
        new Limit(
            Limit.Side.HIGH,
            70,
            Severity.MAJOR,
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            2,
            false,
            null);
    assertEquals(damped, propose(damped, day(4, 1, i -> 20)).proposed());
  }

  @Test
  void one_reading_is_no_reason_to_fail() {
    var history = new History();
    history.add(0, 20);
    assertEquals(BARE, propose(BARE, history).proposed());
  }

  @Test
  void whoever_waits_may_end_it() {
    assertThrows(
        IllegalStateException.class,
        () ->
            Proposals.of(
                METRIC,
                BARE,
                List.of(day(1, 1, i -> 50)),
                0,
                LASTING,
                share -> {
                  throw new IllegalStateException("too long");
                }));
  }
}

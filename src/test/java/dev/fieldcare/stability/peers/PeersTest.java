package dev.fieldcare.stability.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Device;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Fleets that live for weeks, ten minutes at a time. */
class PeersTest {
  private static final int DAY = 144;
  private static final long FIRST = 2_970_000;

  private final List<Device> devices = new ArrayList<>();
  private Peers peers = new Peers();
  private final List<Peers.Verdict> verdicts = new ArrayList<>();
  private long bucket = FIRST;

  private static Device device(int number, String model, String site) {
    String id = "d-" + number;
    return new Device(
        number, id, id, model, null, null, site, null, null, null, Map.of(), Instant.EPOCH, null);
  }

  private void fleet(int size) {
    for (int i = 0; i < size; i++) {
      devices.add(device(i + 1, "gateway-x1", "s-" + i % 4));
    }
  }

  /** What a device's metric is in a bucket. */
  private interface World {
    double value(int device, long bucket);
  }

  private void live(int buckets, World world) {
    for (int i = 0; i < buckets; i++, bucket++) {
      var means = new ArrayList<Mean>();
      for (Device each : devices) {
        means.add(new Mean(each, "temperature", world.value(each.number(), bucket - FIRST)));
      }
      verdicts.addAll(peers.judge(bucket, means, device -> "1.4.0"));
    }
  }

  private static double noise(long seed, int device, long bucket) {
    return new Random(seed * 1_000_003 + device * 7919L + bucket * 104_729L).nextGaussian();
  }

  /** A day's course that all share, an offset of each device, noise, another course by site. */
  private static double weather(int device, long bucket) {
    double day = Math.sin(2 * Math.PI * bucket / DAY);
    return 30
        + 6 * day
        + device % 7 * 0.5
        + (1 + device % 4) * day * 0.3
        + 0.4 * noise(1, device, bucket);
  }

  @Test
  void a_device_that_runs_hotter_than_its_peers_is_told_within_the_hour_and_only_it() {
    fleet(40);
    live(4 * DAY, PeersTest::weather);
    assertEquals(List.of(), verdicts);
    long from = bucket - FIRST;
    live(6, (device, b) -> weather(device, b) + (device == 5 ? 9 : 0));
    assertEquals(1, verdicts.size(), "" + verdicts);
    Peers.Verdict verdict = verdicts.getFirst();
    assertEquals("d-5", verdict.device().id());
    assertTrue(verdict.standsOut());
    assertEquals((FIRST + from) * Buckets.WIDTH, verdict.since());
    assertEquals(verdict.since() + 3 * Buckets.WIDTH, verdict.at());
    assertEquals(9, verdict.off() - verdict.usual(), 1.5);
    assertEquals(9, verdict.peers(), "of its own site");
    live(DAY, PeersTest::weather);
    assertEquals(2, verdicts.size(), "" + verdicts);
    assertEquals(false, verdicts.getLast().standsOut());
  }

  @Test
  void what_comes_back_every_day_is_told_at_most_once() {
    fleet(40);
    live(
        8 * DAY,
        (device, b) -> weather(device, b) + (device == 5 && b % DAY > 80 && b % DAY < 100 ? 9 : 0));
    long told = verdicts.stream().filter(Peers.Verdict::standsOut).count();
    assertTrue(told <= 1, "" + verdicts);
  }

  @Test
  void weather_that_all_have_is_nobodys_fault() {
    fleet(40);
    live(3 * DAY, PeersTest::weather);
    live(DAY, (device, b) -> weather(device, b) + 15);
    assertEquals(List.of(), verdicts);
  }

  @Test
  void a_restart_goes_on_as_if_nothing_had_happened() {
    fleet(40);
    live(3 * DAY, PeersTest::weather);
    live(2, (device, b) -> weather(device, b) + (device == 5 ? 9 : 0));
    var restarted = new Peers();
    peers
        .snapshot(devices.stream().map(Device::number).toList())
        .forEach((number, state) -> assertTrue(restarted.restore(number, state)));
    peers = restarted;
    live(1, (device, b) -> weather(device, b) + (device == 5 ? 9 : 0));
    assertEquals(1, verdicts.size());
  }

  @Test
  void without_eight_peers_nobody_is_judged() {
    fleet(8);
    live(3 * DAY, PeersTest::weather);
    live(DAY, (device, b) -> weather(device, b) + (device == 5 ? 30 : 0));
    assertEquals(List.of(), verdicts);
  }

  @Test
  void where_a_site_is_too_small_devices_of_all_sites_are_the_peers() {
    fleet(20);
    live(3 * DAY, PeersTest::weather);
    live(6, (device, b) -> weather(device, b) + (device == 5 ? 12 : 0));
    assertEquals(1, verdicts.size(), "" + verdicts);
    assertEquals(19, verdicts.getFirst().peers());
    assertEquals("gateway-x1, firmware 1.4.0", verdicts.getFirst().cohort().words());
  }

  @Test
  void peers_that_all_say_the_same_judge_nobody() {
    fleet(40);
    live(3 * DAY, (device, b) -> 1);
    live(DAY, (device, b) -> device == 5 ? 0 : 1);
    assertEquals(List.of(), verdicts);
  }

  /** The budget: less than one false alarm in a thousand device-weeks of metrics of all kinds. */
  @Test
  void false_alarms_are_rare_whatever_the_metric_is_like() {
    fleet(60);
    int weeks = 3;
    Map<String, World> worlds =
        Map.of(
            "weather", PeersTest::weather,
            "random walk", PeersTest::walk,
            "saw tooth", (device, b) -> (b + 17L * device) % (90 + device) + noise(2, device, b),
            "runs and rests", (device, b) -> noise(3, device, b / 5) > 0 ? 8 : 0.1,
            "counter", (device, b) -> (b + 31L * device) % (1500 + 40 * device),
            "heavy tails", (device, b) -> Math.pow(noise(4, device, b), 3));
    worlds.forEach(
        (name, world) -> {
          verdicts.clear();
          peers = new Peers();
          live(weeks * 7 * DAY, world);
          long told = verdicts.stream().filter(Peers.Verdict::standsOut).count();
          System.out.printf(
              "%s: %d alarms in %d device-weeks%n", name, told, weeks * devices.size());
          assertTrue(told <= 2, name + ": " + verdicts);
        });
  }

  /** Drifts back to where it belongs, by a tenth each bucket. */
  private static double walk(int device, long bucket) {
    double value = 0;
    for (int back = 60; back >= 0; back--) {
      value = 0.9 * value + noise(5, device, bucket - back);
    }
    return 50 + device % 3 + value;
  }
}

package dev.fieldcare.stability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The order in which a series arrives does not matter: cut, shuffled, repeated, held back for
 * hours, it leads to the same alarms as in order.
 */
class DisorderTest {
  private static final long SECOND = 1_000;

  /** A reading, or with a code a reboot. */
  private record Sent(long ts, Map<String, Double> values, @Nullable String code) {}

  private static List<Sent> life(Random random, int steps) {
    var life = new ArrayList<Sent>();
    long now = Fixture.T0;
    double level = 50;
    for (int i = 0; i < steps; i++) {
      now += random.nextInt(300) == 0 ? Fixture.minutes(random.nextInt(900)) : 10_000;
      if (random.nextInt(120) == 0) {
        level = random.nextInt(30, 95);
      }
      switch (random.nextInt(60)) {
        case 0 -> life.add(new Sent(now, Map.of(), random.nextBoolean() ? "0x8002" : "0x0003"));
        case 1 -> life.add(new Sent(now, Map.of("supplyVoltage", 9.0), null));
        default ->
            life.add(
                new Sent(
                    now,
                    Map.of(
                        "temperature",
                        level + random.nextGaussian(),
                        "supplyVoltage",
                        12 - random.nextDouble()),
                    null));
      }
    }
    return life;
  }

  private static List<String> delivered(List<Sent> sent, Random cuts, String model) {
    var f = new Fixture();
    Device device = Fixture.device(1, model);
    long arrival = sent.stream().mapToLong(Sent::ts).max().orElseThrow() + Fixture.hours(1);
    for (Sent each : sent) {
      arrival++;
      if (each.code == null) {
        f.reading(device, each.ts, each.values, arrival);
      } else {
        f.event(each.ts, "reboot", each.code, arrival);
      }
      if (cuts.nextInt(200) == 0) {
        f.tick(arrival);
      }
    }
    f.settle(arrival + SECOND);
    return f.standing().values().stream().map(WatchWalkTest::told).sorted().toList();
  }

  /** Cuts into pieces and delivers these in any order, each shuffled or not, some twice. */
  private static List<Sent> disordered(List<Sent> sent, Random random) {
    List<List<Sent>> pieces = new ArrayList<>();
    for (int at = 0; at < sent.size(); ) {
      int end = Math.min(sent.size(), at + 1 + random.nextInt(400));
      List<Sent> piece = new ArrayList<>(sent.subList(at, end));
      if (random.nextBoolean()) {
        Collections.shuffle(piece, random);
      }
      pieces.add(piece);
      if (random.nextInt(5) == 0) {
        pieces.add(piece);
      }
      at = end;
    }
    if (random.nextBoolean()) {
      Collections.shuffle(pieces, random);
    }
    return pieces.stream().flatMap(List::stream).toList();
  }

  @Test
  void any_order_of_a_life_leads_to_the_same_alarms() {
    int raised = 0;
    for (long seed = 1; seed <= 12; seed++) {
      List<Sent> life = life(new Random(seed), 4000);
      List<String> inOrder = delivered(life, new Random(seed), "gateway-x1");
      for (int i = 0; i < 3; i++) {
        var random = new Random(100 * seed + i);
        List<String> anyhow = delivered(disordered(life, random), random, "gateway-x1");
        assertEquals(inOrder, anyhow, "seed " + (100 * seed + i));
      }
      raised += inOrder.size();
    }
    assertTrue(raised > 50, "too calm to tell: " + raised);
  }

  @Test
  void any_order_of_a_real_series_leads_to_the_same_alarms() throws IOException {
    Path recordings = NabTest.findRecordings();
    Assumptions.assumeTrue(
        recordings != null,
        "no recordings: needs shared/data/detection/nab beside this repository");
    var random = new Random(7);
    List<Path> files;
    try (Stream<Path> found = Files.walk(recordings.resolve("data"))) {
      files = found.filter(each -> each.toString().endsWith(".csv")).sorted().toList();
    }
    int raised = 0;
    for (Path file : files.subList(0, Math.min(8, files.size()))) {
      List<Sent> series = series(file);
      List<String> inOrder = delivered(series, random, "generic");
      assertEquals(
          inOrder, delivered(disordered(series, random), random, "generic"), file.toString());
      raised += inOrder.size();
    }
    assertFalse(raised == 0, "no alarm in any");
  }

  private static List<Sent> series(Path file) throws IOException {
    var stamp = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    var series = new ArrayList<Sent>();
    long last = 0;
    for (String line : Files.readAllLines(file).stream().skip(1).toList()) {
      String[] cells = line.split(",", -1);
      long ts = LocalDateTime.parse(cells[0], stamp).toInstant(ZoneOffset.UTC).toEpochMilli();
      if (ts > last) { // one file has an hour twice
        series.add(new Sent(ts, Map.of("value", Double.parseDouble(cells[1])), null));
        last = ts;
      }
    }
    return series;
  }
}

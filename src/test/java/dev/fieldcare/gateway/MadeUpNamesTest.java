package dev.fieldcare.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Device;
import dev.fieldcare.telemetry.MetricSets;
import dev.fieldcare.telemetry.Reading;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A device that makes up names is held within bounds, and its neighbours do not notice. */
class MadeUpNamesTest {
  private final TestFleet fleet = new TestFleet();
  private final Device liar = fleet.add("d-1");
  private final Device honest = fleet.add("d-2");
  private final MetricSets sets = new MetricSets(new MetricSets.Limits(6, 3, 100));
  private final AtomicLong arrivals = new AtomicLong();
  private final Decoder decoder =
      new PayloadCodecs(Clock.systemUTC(), sets, arrivals::incrementAndGet).decoder();

  @Test
  void past_its_combinations_a_device_has_its_values_kept_singly() {
    assertEquals(1, decode(liar, "{\"a\":1,\"b\":2,\"c\":3}").readings().size());
    assertEquals(1, decode(liar, "{\"a\":1,\"b\":2,\"d\":3}").readings().size());
    Decoded beyond = decode(liar, "{\"ts\":1732270000000,\"values\":{\"b\":1,\"d\":2,\"b\":3}}");
    assertEquals(List.of("[b] 3.0", "[d] 2.0"), shown(beyond));
    assertEquals(List.of(), beyond.faults());
    assertTrue(beyond.readings().stream().allMatch(each -> each.ts() == 1_732_270_000_000L));
    assertEquals(
        2, beyond.readings().stream().map(Reading::arrival).distinct().count(), "arrivals differ");
  }

  @Test
  void what_is_known_is_kept_together_all_the_same() {
    decode(liar, "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6}");
    decode(liar, "{\"a\":1,\"b\":2}");
    assertEquals(
        1, decode(liar, "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6}").readings().size());
  }

  @Test
  void past_its_names_a_device_loses_only_what_was_never_heard_of() {
    decode(liar, "{\"x1\":1}");
    decode(liar, "{\"x2\":1}");
    decode(liar, "{\"x3\":1}");
    Decoded beyond = decode(liar, "{\"x4\":1}");
    assertEquals("metric.tooMany", beyond.refusal().code());
    assertEquals(List.of("[x1] 2.0"), shown(decode(liar, "{\"x1\":2}")));
  }

  @Test
  void the_neighbours_do_not_notice() {
    for (int i = 0; i < 100; i++) {
      decode(liar, "{\"n%d\":1,\"m%d\":2}".formatted(i, i));
    }
    Decoded fine = decode(honest, "{\"temperature\":41.2,\"rssi\":-70}");
    assertEquals(1, fine.readings().size());
    assertEquals(List.of(), fine.faults());
  }

  @Test
  void there_are_only_so_many_names_in_all() {
    for (int i = 0; i < 200; i++) {
      Device another = fleet.add("e-" + i);
      decode(another, "{\"only%d\":1}".formatted(i));
    }
    assertEquals("metric.tooMany", decode(honest, "{\"temperature\":41.2}").refusal().code());
    assertEquals(1, decode(honest, "{\"only7\":1}").readings().size());
  }

  private static List<String> shown(Decoded decoded) {
    return decoded.readings().stream()
        .map(each -> each.metrics() + " " + each.values()[0])
        .toList();
  }

  private Decoded decode(Device device, String payload) {
    byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
    return decoder.decode(Payload.TELEMETRY, device, null, name -> null, bytes, 0, bytes.length);
  }
}

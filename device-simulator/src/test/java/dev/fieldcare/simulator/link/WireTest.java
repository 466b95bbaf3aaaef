package dev.fieldcare.simulator.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What we write is what the golden vectors of docs/wire-format.md say a server reads. */
class WireTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Path VECTORS =
      Path.of(System.getProperty("fieldcare.home", ".."), "src/test/resources/vectors");

  private static JsonNode vector(String file, String name) throws IOException {
    for (JsonNode each : MAPPER.readTree(VECTORS.resolve(file).toFile())) {
      if (each.path("name").asText().equals(name)) {
        return each;
      }
    }
    throw new AssertionError("no vector \"" + name + "\" in " + file);
  }

  private static JsonNode payload(JsonNode vector) throws IOException {
    return MAPPER.readTree(vector.path("payload").asText());
  }

  /** The readings a vector says a server has understood, as we would have measured them. */
  private static List<Measurement> measured(JsonNode vector, long seq) {
    var all = new ArrayList<Measurement>();
    for (JsonNode each : vector.path("expect").path("readings")) {
      List<String> names = new ArrayList<>();
      each.path("values").fieldNames().forEachRemaining(names::add);
      double[] values =
          names.stream().mapToDouble(name -> each.path("values").path(name).asDouble()).toArray();
      all.add(new Measurement(each.path("ts").asLong(), seq, names, values));
    }
    return all;
  }

  private static void assertSame(JsonNode expected, JsonNode found) {
    assertTrue(
        expected.equals(
            (one, other) ->
                one.isNumber() && other.isNumber()
                    ? Double.compare(one.asDouble(), other.asDouble())
                    : one.equals(other) ? 0 : 1,
            found),
        () -> "expected " + expected + ", found " + found);
  }

  @Test
  void a_reading_is_an_object_with_ts_seq_and_values() throws IOException {
    JsonNode vector = vector("telemetry.json", "an object with ts and values");
    assertSame(payload(vector), MAPPER.readTree(Wire.telemetry(measured(vector, 42))));
    assertEquals(vector.path("topic").asText(), Wire.topic("d-17", "telemetry"));
  }

  @Test
  void back_fill_is_an_array_of_readings() throws IOException {
    JsonNode vector = vector("telemetry.json", "an array is back-fill");
    JsonNode written = MAPPER.readTree(Wire.telemetry(measured(vector, 1)));
    written.forEach(each -> ((ObjectNode) each).remove("seq"));
    assertSame(payload(vector), written);
  }

  @Test
  void the_state_names_firmware_and_boot() throws IOException {
    JsonNode vector = vector("state.json", "all members");
    assertSame(payload(vector), MAPPER.readTree(Wire.online("1.4.0", "ab12", "b-1")));
    assertEquals(vector.path("topic").asText(), Wire.topic("d-17", "state"));
  }

  @Test
  void the_last_will_says_offline() throws IOException {
    assertSame(payload(vector("state.json", "a last will")), MAPPER.readTree(Wire.offline()));
  }

  @Test
  void a_reboot_is_an_event_with_code_and_data() throws IOException {
    JsonNode vector = vector("event.json", "all members");
    ObjectNode expected = (ObjectNode) payload(vector);
    ObjectNode written =
        (ObjectNode) MAPPER.readTree(Wire.reboot(1_732_269_999_000L, "0x8002", "b-1"));
    assertTrue(written.remove("data").isObject() && expected.remove("data").isObject());
    assertSame(expected, written);
    assertEquals(vector.path("topic").asText(), Wire.topic("d-17", "event"));
  }
}

package dev.fieldcare.tickets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Device;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComplaintTest {
  private static final List<Device> THEIRS =
      List.of(device("pump-17", "SN-4711"), device("pump-18", "SN-4712"), device("main", "main"));
  private static final List<String> METRICS =
      List.of("temperature", "motorTemperature", "flow", "supplyVoltage");

  private static Device device(String id, String serial) {
    return new Device(
        1, id, serial, "pump-p2", null, "acme", null, null, null, null, Map.of(), Desk.NOW, null);
  }

  private static Complaint read(String text) {
    return Complaint.read(text, THEIRS, device -> METRICS);
  }

  @Test
  void a_device_is_known_by_its_id_or_its_serial_number_in_any_case() {
    assertEquals("pump-17", named("Our PUMP-17: see below"));
    assertEquals("pump-18", named("serial number sn-4712."));
    assertNull(read("pump-171 is new").device());
    assertNull(read("the main thing").device(), "a name without digits is a word");
    assertNull(read("pump-17 or pump-18").device(), "two are none");
  }

  @Test
  void a_symptom_is_a_metric_and_a_direction_in_one_sentence() {
    assertEquals("flow.low", read("SN-4711\nThe flow is too low.").symptom());
    assertEquals("supplyVoltage.low", read("pump-17: supply voltage below 10 V").symptom());
    assertEquals("supplyVoltage.low", read("pump-17 supplyVoltage.low").symptom());
    assertEquals("silence", read("pump-17 has been offline since Monday").symptom());
    assertNull(read("pump-17: what is its flow? Prices are high.").symptom());
    assertNull(read("pump-17: flow is low. supply voltage is high.").symptom(), "two are none");
  }

  @Test
  void chinese_is_read_too() {
    assertEquals("silence", read("pump-17 离线了").symptom());
    assertEquals("flow.low", read("pump-17 的flow过低。").symptom());
  }

  @Test
  void a_fault_needs_both() {
    assertTrue(read("pump-17: the flow is low").isFault());
    assertFalse(read("the flow is low").isFault());
    assertFalse(read("how do I clean pump-17?").isFault());
  }

  private static String named(String text) {
    Device device = read(text).device();
    return device == null ? "none" : device.id();
  }
}

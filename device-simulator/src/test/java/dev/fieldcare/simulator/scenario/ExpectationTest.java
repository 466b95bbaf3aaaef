package dev.fieldcare.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What else may be said of what is expected. */
class ExpectationTest {

  @Test
  void what_may_look_unusual_may_also_be_new_to_its_series_or_device() {
    var unusual = new Expectation("d-17", "temperature.unusual", true, 10, 20);
    assertEquals(
        List.of(
            unusual,
            new Expectation("d-17", "temperature.novel", false, 10, 20),
            new Expectation("d-17", "device.unusual", false, 10, 20)),
        unusual.withKin().toList());
  }

  @Test
  void a_limit_has_no_other_name() {
    var high = new Expectation("d-17", "temperature.high", true, 10, 20);
    assertEquals(List.of(high), high.withKin().toList());
  }
}

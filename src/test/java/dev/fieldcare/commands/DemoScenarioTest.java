package dev.fieldcare.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DemoScenarioTest {
  private static DemoScenario read(String name) throws IOException {
    String home = System.getProperty("fieldcare.home", "..");
    return DemoScenario.read(Path.of(home, "device-simulator", "scenarios", name + ".yaml"));
  }

  @Test
  void a_scenario_says_how_many_devices_how_fast_and_who_plays_in_it() throws IOException {
    DemoScenario rollout = read("rollout");
    assertEquals(48, rollout.devices());
    assertEquals(30, rollout.speed());
    assertEquals("1.5.0", rollout.fixedIn());
    assertTrue(rollout.tells("rollout"));
  }

  @Test
  void what_it_does_not_say_has_a_default() throws IOException {
    DemoScenario stability = read("stability");
    assertEquals(50, stability.devices());
    assertEquals(60, stability.speed());
    assertEquals("", stability.fixedIn());
    assertEquals("", stability.story());
    assertEquals(Duration.ofMinutes(65), stability.restartAfter());
  }
}

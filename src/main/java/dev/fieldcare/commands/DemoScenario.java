package dev.fieldcare.commands;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a scenario file says to the demo beyond its faults.
 *
 * @param devices how many there are
 * @param speed simulated seconds a second
 * @param fixedIn the release that a fault is fixed in; empty: there is none
 * @param story who else plays in it: {@code service}, {@code rollout}; empty: nobody
 * @param restartAfter when the server restarts; null: never
 */
record DemoScenario(
    Path file,
    int devices,
    double speed,
    String fixedIn,
    String story,
    @Nullable Duration restartAfter) {
  private static final int DEVICES = 50;
  private static final double SPEED = 60;

  static DemoScenario read(Path file) throws IOException {
    JsonNode root = new YAMLMapper().readTree(file.toFile());
    String fixedIn = "";
    for (JsonNode fault : root.path("faults")) {
      fixedIn = fault.path("fixedIn").asText(fixedIn);
    }
    JsonNode restart = root.path("restartServer");
    return new DemoScenario(
        file,
        root.path("devices").asInt(DEVICES),
        root.path("speed").asDouble(SPEED),
        fixedIn,
        root.path("story").asText(),
        restart.isMissingNode() ? null : Duration.parse(restart.asText()));
  }

  boolean tells(String which) {
    return story.equals(which);
  }
}

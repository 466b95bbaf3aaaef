package dev.fieldcare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The alert rules, as Prometheus itself judges them. */
class AlertRulesTest {
  private static final Path RULES = Checkout.HOME.resolve("docker/prometheus");
  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

  @Test
  void promtool_finds_the_rules_right() throws Exception {
    promtool("check", "rules", "alerts.yaml");
  }

  @Test
  void alerts_fire_when_they_should_and_not_before() throws Exception {
    promtool("test", "rules", "alerts-test.yaml");
  }

  private static void promtool(String... arguments) throws Exception {
    assumeTrue(
        Files.isExecutable(PROMTOOL), "promtool is not installed: apt-get install prometheus");
    var command = new java.util.ArrayList<>(java.util.List.of(PROMTOOL.toString()));
    command.addAll(java.util.List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(RULES.toFile()).redirectErrorStream(true).start();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), said);
    assertEquals(0, process.exitValue(), said);
  }
}

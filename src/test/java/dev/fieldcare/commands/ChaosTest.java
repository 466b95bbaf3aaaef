package dev.fieldcare.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.gateway.Mosquitto;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the server, then its database, as {@code kill -9} does, while devices publish, and counts
 * every acknowledged message in the store: each once. {@code -Dchaos.rounds=N} says how often.
 */
class ChaosTest {
  private static final int ROUNDS = Integer.getInteger("chaos.rounds", 3);
  private static final int DEVICES = 10;
  private static final int WINDOW = 100;
  private static final long STEP_MILLIS = 10;

  private final Path home = Path.of(System.getProperty("fieldcare.home", "."));
  private final long seed = Long.getLong("chaos.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private long acknowledged;

  @Test
  void every_message_acknowledged_before_a_kill_is_stored_once() throws Exception {
    System.out.println("chaos seed " + seed + ", " + ROUNDS + " rounds");
    try (var server = ScratchServer.start(home, Map.of())) {
      Map<String, String> tokens = register(server);
      for (int round = 0; round < ROUNDS; round++) {
        loadAndKill(server, tokens, server.mqttPort(), 2 * round, Victim.SERVER);
        loadAndKill(server, tokens, server.mqttPort(), 2 * round + 1, Victim.DATABASE);
      }
    }
    System.out.println("chaos: " + acknowledged + " acknowledged messages, each stored once");
  }

  @Test
  void every_message_the_broker_acknowledged_is_stored_once(@TempDir Path directory)
      throws Exception {
    Mosquitto.assumeInstalled();
    System.out.println("chaos seed " + seed + ", " + ROUNDS + " rounds");
    try (var broker = new Mosquitto(directory);
        var server = ScratchServer.start(home, Map.of("FIELDCARE_BROKER_URL", broker.url()))) {
      Map<String, String> tokens = register(server);
      awaitReader(server, tokens, broker);
      for (int round = 0; round < ROUNDS; round++) {
        loadAndKill(server, tokens, broker.port(), 2 * round, Victim.SERVER);
        loadAndKill(server, tokens, broker.port(), 2 * round + 1, Victim.DATABASE);
      }
    }
    System.out.println("chaos: " + acknowledged + " acknowledged messages, each stored once");
  }

  private enum Victim {
    SERVER,
    DATABASE
  }

  private void loadAndKill(
      ScratchServer server, Map<String, String> tokens, int port, int range, Victim victim)
      throws Exception {
    try (var generator = new LoadGenerator(port, tokens, firstTs(range), STEP_MILLIS)) {
      var load =
          CompletableFuture.runAsync(
              () -> {
                try {
                  generator.closedLoop(WINDOW, 4_000);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(2_000));
      if (victim == Victim.SERVER) {
        server.kill();
        server.startAgain();
      } else {
        ProcessHandle.of(server.databasePid()).orElseThrow().destroyForcibly();
      }
      load.get(300, TimeUnit.SECONDS);
      assertStored(server, generator, victim);
      System.out.printf(
          "chaos: range %d, %s killed, %d acknowledged so far%n", range, victim, acknowledged);
    }
  }

  /**
   * What a broker acknowledged may still be on its way, and a database killed under load first
   * reads up to 4 GB of its log: waits for both, but not for ever.
   */
  private void assertStored(ScratchServer server, LoadGenerator generator, Victim victim)
      throws Exception {
    long until = System.nanoTime() + Duration.ofMinutes(5).toNanos();
    AcknowledgedCheck.Outcome outcome = null;
    while (outcome == null || (outcome.missing() > 0 && System.nanoTime() < until)) {
      try (Connection connection = server.database()) {
        outcome = AcknowledgedCheck.run(connection, generator);
      } catch (java.sql.SQLException e) {
        assertTrue(System.nanoTime() < until, "the database did not come back: " + e.getMessage());
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    assertTrue(outcome.acknowledged() > 0, "nothing was acknowledged, so nothing was shown");
    assertEquals(0, outcome.missing(), victim + " killed, lost; seed " + seed);
    assertEquals(0, outcome.repeated(), victim + " killed, stored twice; seed " + seed);
    acknowledged += outcome.acknowledged();
  }

  /** Each round writes into an hour of its own, so that rounds do not meet. */
  private static long firstTs(int range) {
    return System.currentTimeMillis()
        - Duration.ofDays(10).toMillis()
        + Duration.ofHours(1).toMillis() * range;
  }

  /** The broker keeps messages for us only once we have subscribed. */
  private static void awaitReader(
      ScratchServer server, Map<String, String> tokens, Mosquitto broker) throws Exception {
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    try (var generator = new LoadGenerator(broker.port(), tokens, firstTs(-2), STEP_MILLIS)) {
      long stored = 0;
      while (stored == 0) {
        assertTrue(System.nanoTime() < until, "the server does not read from the broker");
        generator.closedLoop(1, 100);
        try (Connection connection = server.database()) {
          stored = AcknowledgedCheck.run(connection, generator).stored();
        }
      }
    }
  }

  private static Map<String, String> register(ScratchServer server) throws Exception {
    var tokens = new LinkedHashMap<String, String>();
    for (int i = 0; i < DEVICES; i++) {
      String id = "chaos-%02d".formatted(i);
      tokens.put(id, server.register(id, "gateway-x1"));
    }
    return tokens;
  }
}

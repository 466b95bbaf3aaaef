package dev.fieldcare.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that others wrote. */
class RealClientsTest {
  private EndpointUnderTest server;

  @BeforeEach
  void start() throws Exception {
    server = new EndpointUnderTest(new FakeIntake());
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void paho_publishes_with_each_qos() throws Exception {
    var client =
        new MqttAsyncClient("tcp://127.0.0.1:" + server.port, "paho", new MemoryPersistence());
    var options = new MqttConnectionOptions();
    options.setUserName("d-1");
    options.setPassword("token-d-1".getBytes(StandardCharsets.UTF_8));
    client.connect(options).waitForCompletion(10_000);
    for (int qos = 0; qos <= 2; qos++) {
      byte[] payload = ("{\"qos\":" + qos + "}").getBytes(StandardCharsets.UTF_8);
      client.publish("fc/v1/d-1/telemetry", payload, qos, false).waitForCompletion(10_000);
    }
    Await.until("all are stored", () -> server.intake.readings().size() == 3);
    client.disconnect().waitForCompletion(10_000);
    client.close();
  }

  @Test
  void mosquitto_pub_publishes_with_each_version_and_qos() throws Exception {
    for (String version : List.of("mqttv31", "mqttv311", "mqttv5")) {
      for (int qos = 0; qos <= 2; qos++) {
        String payload = "{\"" + version + "\":" + qos + "}";
        run(
            "mosquitto_pub",
            "-V",
            version,
            "-q",
            String.valueOf(qos),
            "-u",
            "d-1",
            "-P",
            "token-d-1",
            "-t",
            "fc/v1/d-1/telemetry",
            "-m",
            payload);
      }
    }
    Await.until("all are stored", () -> server.intake.readings().size() == 9);
  }

  @Test
  void mosquitto_sub_hears_what_is_sent_down() throws Exception {
    assumeInstalled("mosquitto_sub");
    Process subscriber =
        new ProcessBuilder(
                at(
                    "mosquitto_sub",
                    "-V",
                    "mqttv5",
                    "-C",
                    "1",
                    "-q",
                    "1",
                    "-u",
                    "token-d-1",
                    "-t",
                    "fc/v1/d-1/update/desired"))
            .start();
    Await.until(
        "it is heard",
        () -> {
          server.endpoint.send("d-1", "update/desired", "{}".getBytes(StandardCharsets.UTF_8));
          return !subscriber.isAlive();
        });
    assertEquals(
        "{}",
        new String(subscriber.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
  }

  private void run(String... command) throws IOException, InterruptedException {
    assumeInstalled(command[0]);
    Process process = new ProcessBuilder(at(command)).inheritIO().start();
    assertTrue(process.waitFor(20, TimeUnit.SECONDS), "it ended");
    assertEquals(0, process.exitValue());
  }

  private List<String> at(String... command) {
    List<String> whole = new ArrayList<>(List.of(command));
    whole.addAll(List.of("-h", "127.0.0.1", "-p", String.valueOf(server.port)));
    return whole;
  }

  private static void assumeInstalled(String name) {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/" + name)),
        name + " is not installed; what would run it: apt-get install mosquitto-clients");
  }
}

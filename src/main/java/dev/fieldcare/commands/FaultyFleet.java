package dev.fieldcare.commands;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Devices of the model {@code bench}, connected by MQTT, that report faults when told to. */
final class FaultyFleet implements AutoCloseable {

  /** A fault that was reported; {@code nanos} by the clock of this process. */
  record Fault(String device, String symptom, long nanos) {}

  private final List<MqttClient> clients = new ArrayList<>();

  /** Devices that are registered already, see {@link SeededFleet}. */
  FaultyFleet(Vertx vertx, ScratchServer server, int devices) {
    for (int i = 0; i < devices; i++) {
      String token = SeededFleet.token(id(i));
      var options =
          new MqttClientOptions().setUsername(id(i)).setPassword(token).setMaxInflightQueue(1000);
      MqttClient client = MqttClient.create(vertx, options);
      clients.add(client);
      client
          .connect(server.mqttPort(), "127.0.0.1")
          .toCompletionStage()
          .toCompletableFuture()
          .join();
    }
  }

  private static String id(int device) {
    return "bench-%05d".formatted(device);
  }

  /** The device reports, in one message, that so many of its metrics are beyond their limits. */
  Fault fail(int device, int firstMetric, int metrics) {
    var values = new JsonObject();
    for (int i = firstMetric; i < firstMetric + metrics; i++) {
      values.put("m" + i, 2);
    }
    var message = new JsonObject().put("ts", System.currentTimeMillis()).put("values", values);
    long now = System.nanoTime();
    clients
        .get(device)
        .publish(
            "fc/v1/" + id(device) + "/telemetry",
            Buffer.buffer(message.encode()),
            MqttQoS.AT_LEAST_ONCE,
            false,
            false);
    return new Fault(id(device), "m" + firstMetric + ".high", now);
  }

  @Override
  public void close() throws Exception {
    for (MqttClient each : clients) {
      each.disconnect().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }
}

package dev.fieldcare.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** Hears everything devices say to a broker, through its restarts too. */
final class Listener implements AutoCloseable, MqttCallback {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** One message heard. */
  record Heard(String device, String leaf, int qos, JsonNode payload) {

    /** The readings in it, one by one. */
    List<JsonNode> readings() {
      var all = new ArrayList<JsonNode>();
      if (payload.isArray()) {
        payload.forEach(all::add);
      } else {
        all.add(payload);
      }
      return all;
    }
  }

  private final BlockingQueue<Heard> queue = new LinkedBlockingQueue<>();
  private final List<Heard> all = new ArrayList<>();
  private final MqttClient client;

  Listener(String uri) throws MqttException {
    client = new MqttClient(uri, "listener", new MemoryPersistence());
    client.setCallback(this);
    connect();
    client.subscribe("fc/v1/#", 1);
  }

  private void connect() throws MqttException {
    var options = new MqttConnectionOptions();
    options.setCleanStart(false);
    options.setSessionExpiryInterval(3600L);
    client.connect(options);
  }

  /** Says something to a device, as the server would. */
  void tell(String device, String leaf, String payload) throws MqttException {
    byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
    client.publish("fc/v1/" + device + "/" + leaf, bytes, 1, false);
  }

  /** Tries to connect; the session is kept. */
  boolean isConnectedAgain() {
    try {
      if (!client.isConnected()) {
        connect();
      }
      return true;
    } catch (MqttException e) {
      return false;
    }
  }

  /** Waits for such a message and returns everything heard until then. */
  List<Heard> await(Predicate<Heard> last) throws InterruptedException {
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      Heard next = queue.poll(giveUp - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        throw new AssertionError("waited in vain; heard " + all.size() + " messages");
      }
      all.add(next);
      if (last.test(next)) {
        return List.copyOf(all);
      }
    }
  }

  @Override
  public void messageArrived(String topic, MqttMessage message) throws IOException {
    String[] parts = topic.split("/", -1);
    String leaf = String.join("/", List.of(parts).subList(3, parts.length));
    if (!leaf.startsWith("update/blocks/")) {
      JsonNode payload = MAPPER.readTree(message.getPayload());
      queue.add(new Heard(parts[2], leaf, message.getQos(), payload));
    }
  }

  @Override
  public void disconnected(MqttDisconnectResponse response) {}

  @Override
  public void mqttErrorOccurred(MqttException exception) {}

  @Override
  public void deliveryComplete(IMqttToken token) {}

  @Override
  public void connectComplete(boolean reconnect, String server) {}

  @Override
  public void authPacketArrived(int reasonCode, MqttProperties properties) {}

  @Override
  public void close() throws MqttException {
    client.disconnectForcibly(0, 100);
    client.close();
  }
}

package dev.fieldcare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fieldcare.base.Await;
import dev.fieldcare.gateway.Mosquitto;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttMessageListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Through an external broker, a real mosquitto, a device that comes later finds what it is to
 * install, and nothing when that is over.
 */
@Timeout(300)
class RetainedUpdateTest {
  @TempDir private static Path directory;
  private static Mosquitto broker;
  private static FirmwareServer house;
  private static String image;

  @BeforeAll
  static void start(@TempDir Path brokers) throws Exception {
    Mosquitto.assumeInstalled();
    broker = new Mosquitto(brokers);
    house = new FirmwareServer(directory.resolve("data"), Map.of("broker.url", broker.url()));
    image = house.image("image.bin", "the image".getBytes(StandardCharsets.UTF_8));
    house.release("1.5.0", image);
  }

  @AfterAll
  static void stop() throws Exception {
    if (house != null) {
      house.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void a_device_that_subscribes_later_is_shown_its_update_until_it_confirmed_it() throws Exception {
    house.device("d-1");
    String action = house.assign("d-1", "1.5.0");
    Await.until(() -> retained("d-1").equals(action));
    publish(
        "d-1", "update/report", new JsonObject().put("action", action).put("state", "confirmed"));
    var runs = new JsonObject().put("version", "1.5.0").put("sha256", image);
    publish(
        "d-1",
        "state",
        new JsonObject().put("online", true).put("bootId", "b-2").put("firmware", runs));
    Await.until(() -> state(action).equals("confirmed"));
    Await.until(() -> retained("d-1").equals("none"));
  }

  @Test
  void one_that_was_canceled_is_not_shown_any_more() throws Exception {
    house.device("d-2");
    String action = house.assign("d-2", "1.5.0");
    Await.until(() -> retained("d-2").equals(action));
    cancel(action);
    Await.until(() -> retained("d-2").equals("none"));
  }

  @Test
  void what_was_canceled_and_what_was_given_while_the_broker_was_away_is_put_right()
      throws Exception {
    house.device("d-3");
    house.device("d-4");
    String canceled = house.assign("d-3", "1.5.0");
    Await.until(() -> retained("d-3").equals(canceled));
    broker.awaitSaved();
    broker.kill();
    cancel(canceled);
    String given = house.assign("d-4", "1.5.0");
    broker.restart();
    Await.until(() -> retained("d-3").equals("none"));
    Await.until(() -> retained("d-4").equals(given));
  }

  private static void cancel(String action) {
    var wish = new JsonObject().put("to", "canceled").put("force", true);
    var answer = house.send("POST", "/api/v1/actions/" + action + "/transitions", wish);
    assertEquals(200, answer.statusCode(), () -> new String(answer.body(), StandardCharsets.UTF_8));
  }

  private static String state(String action) {
    return house.action(action).getString("state");
  }

  /** The action a newcomer is shown; {@code none} when there is nothing to do. */
  private static String retained(String device) {
    try (var client = new Newcomer()) {
      BlockingQueue<String> heard = client.subscribe("fc/v1/" + device + "/update/desired");
      String message = heard.poll(1, TimeUnit.SECONDS);
      return message == null
          ? "nothing retained"
          : Objects.requireNonNullElse(new JsonObject(message).getString("action"), "none");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void publish(String device, String suffix, JsonObject message) throws Exception {
    try (var client = new Newcomer()) {
      client.publish("fc/v1/" + device + "/" + suffix, message);
    }
  }

  /** A client with a session of its own. */
  private static final class Newcomer implements AutoCloseable {
    private final MqttAsyncClient client;

    Newcomer() throws Exception {
      client =
          new MqttAsyncClient(
              broker.url(), "newcomer-" + System.nanoTime(), new MemoryPersistence());
      client.connect().waitForCompletion(20_000);
    }

    BlockingQueue<String> subscribe(String topic) throws Exception {
      var heard = new LinkedBlockingQueue<String>();
      IMqttMessageListener listener =
          (any, message) -> heard.add(new String(message.getPayload(), StandardCharsets.UTF_8));
      client
          .subscribe(
              new MqttSubscription[] {new MqttSubscription(topic, 1)},
              null,
              null,
              new IMqttMessageListener[] {listener},
              new MqttProperties())
          .waitForCompletion(20_000);
      return heard;
    }

    void publish(String topic, JsonObject message) throws Exception {
      client.publish(topic, message.toBuffer().getBytes(), 1, false).waitForCompletion(20_000);
    }

    @Override
    public void close() throws Exception {
      client.disconnectForcibly(0, 1_000, true);
      client.close(true);
    }
  }
}

package dev.fieldcare.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fieldcare.registry.Device;
import dev.fieldcare.rollout.Action;
import dev.fieldcare.rollout.ActionReport;
import dev.fieldcare.rollout.ActionState;
import dev.fieldcare.rollout.RolloutFixture;
import dev.fieldcare.rollout.Terms;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttMessageListener;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A device that is told of its update over MQTT, and reports. */
class UpdateTalkTest {
  private final RolloutFixture house = new RolloutFixture();
  private final Device device = house.device("d-17");
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private MqttEndpoint endpoint;
  private MqttAsyncClient client;

  @SuppressWarnings("NullAway.Init") // JUnit sets them
  UpdateTalkTest() {}

  @BeforeEach
  void start() throws Exception {
    var desired = new Desired(house.actions, () -> "http://here", house.clock);
    var talk =
        new UpdateTalk(
            new UpdateReports(house.actions),
            (who, receipt) -> Future.succeededFuture(),
            (who, wanted) ->
                Future.succeededFuture(new UpdateTalk.Block("update/blocks/0/1", new byte[] {'x'})),
            desired::of);
    endpoint =
        new MqttEndpoint(
            house.vertx,
            house.clock,
            MqttSettings.of("127.0.0.1", 0),
            new Fleet(house.devices::authenticate, house.devices::find, house.devices::child),
            EndpointUnderTest.codecs(),
            new FakeIntake(),
            new GatewayMetrics(new SimpleMeterRegistry()),
            talk);
    house.actions.onChange(
        news ->
            endpoint.send(news.device().id(), UpdateTalk.DESIRED, desired.of(news.device()), true));
    int port = endpoint.start().await(20, TimeUnit.SECONDS);
    client = new MqttAsyncClient("tcp://127.0.0.1:" + port, "d-17", new MemoryPersistence());
    var options = new MqttConnectionOptions();
    options.setUserName("d-17");
    options.setPassword(house.token("d-17").getBytes(StandardCharsets.UTF_8));
    client.connect(options).waitForCompletion(20_000);
    IMqttMessageListener listener =
        (topic, message) ->
            heard.add(
                topic.substring("fc/v1/d-17/".length())
                    + " "
                    + new String(message.getPayload(), StandardCharsets.UTF_8));
    client
        .subscribe(
            new MqttSubscription[] {new MqttSubscription("fc/v1/d-17/update/#", 1)},
            null,
            null,
            new IMqttMessageListener[] {listener},
            new MqttProperties())
        .waitForCompletion(20_000);
  }

  @AfterEach
  void stop() throws Exception {
    client.disconnectForcibly(0, 100, false);
    client.close(true);
    endpoint.stop().await(20, TimeUnit.SECONDS);
    house.close();
  }

  private String next() throws InterruptedException {
    return Objects.requireNonNull(heard.poll(20, TimeUnit.SECONDS), "nothing came in 20 s");
  }

  private void report(Action action, String state) throws Exception {
    publish("update/report", "{\"action\":\"" + action.id() + "\",\"state\":\"" + state + "\"}");
  }

  private void publish(String suffix, String text) throws Exception {
    client
        .publish("fc/v1/d-17/" + suffix, text.getBytes(StandardCharsets.UTF_8), 1, false)
        .waitForCompletion(20_000);
  }

  private ActionState state() {
    return Objects.requireNonNull(house.actions.update(device.number()).newest()).state();
  }

  @Test
  void a_device_hears_what_is_desired_on_subscribing_and_on_change() throws Exception {
    assertEquals("update/desired {}", next());
    Action action =
        dev.fieldcare.base.Await.get(
            house.actions.assign(device, house.release("1.5.0", 7), Terms.AT_ONCE, "user:ann"));
    var told = new JsonObject(next().substring("update/desired ".length()));
    assertEquals(
        new JsonObject()
            .put("action", Long.toString(action.id()))
            .put("release", "1.5.0")
            .put("director", "http://here/repo/director/d-17/metadata/")
            .put("image", "http://here/repo/image/"),
        told);
    dev.fieldcare.base.Await.get(house.actions.cancel(action.id(), true, "user:ann"));
    assertEquals("update/desired {}", next());
  }

  @Test
  void a_report_is_acknowledged_when_it_is_kept() throws Exception {
    Action action =
        dev.fieldcare.base.Await.get(
            house.actions.assign(device, house.release("1.5.0", 7), Terms.AT_ONCE, "user:ann"));
    report(action, "downloading");
    assertEquals(ActionState.DOWNLOADING, state());
    report(action, "rebooting");
    assertEquals(ActionState.REBOOTING, state());
    report(action, "rolled_back");
    assertEquals(ActionState.ROLLED_BACK, state());
  }

  @Test
  void a_block_is_answered_on_its_number() throws Exception {
    assertEquals("update/desired {}", next());
    publish("update/blocks/get", "{\"path\":\"/repo/image/metadata/timestamp.json\"}");
    assertEquals("update/blocks/0/1 x", next());
  }

  @Test
  void reports_sent_at_once_are_kept_in_the_order_they_were_sent() throws Exception {
    Action action =
        dev.fieldcare.base.Await.get(
            house.actions.assign(device, house.release("1.5.0", 7), Terms.AT_ONCE, "user:ann"));
    var sent = new ArrayList<IMqttToken>();
    var expected = new ArrayList<ActionState>();
    for (int i = 0; i < 20; i++) {
      String state = i % 2 == 0 ? "downloading" : "installing";
      expected.add(i % 2 == 0 ? ActionState.DOWNLOADING : ActionState.INSTALLING);
      String text = "{\"action\":\"%d\",\"state\":\"%s\"}".formatted(action.id(), state);
      sent.add(
          client.publish(
              "fc/v1/d-17/update/report", text.getBytes(StandardCharsets.UTF_8), 1, false));
    }
    for (IMqttToken each : sent) {
      each.waitForCompletion(20_000);
    }
    List<ActionState> kept =
        dev.fieldcare.base.Await.get(house.actions.reports(action.id(), true, 100)).stream()
            .map(ActionReport::state)
            .toList();
    assertEquals(expected.reversed(), kept);
  }
}

package dev.fieldcare.gateway;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.DeviceLink;
import dev.fieldcare.telemetry.Intake;
import dev.fieldcare.telemetry.Message;
import dev.fieldcare.telemetry.Receipt;
import java.util.Arrays;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * One connection to the broker, from its CONNECT to its loss. A message is acknowledged only on the
 * connection that brought it: after a reconnection its packet id may mean another message.
 */
final class BrokerLine implements MqttCallback {
  private final MqttAsyncClient client;
  private final Fleet fleet;
  private final Intake intake;
  private final GatewayMetrics metrics;
  private final Refusals refusals;
  private final UpdateTalk updates;
  private final DeviceLink down;
  private final Decoder decoder;
  private final Runnable whenLost;

  BrokerLine(
      MqttAsyncClient client,
      Fleet fleet,
      PayloadCodecs codecs,
      Intake intake,
      GatewayMetrics metrics,
      Refusals refusals,
      UpdateTalk updates,
      DeviceLink down,
      Runnable whenLost) {
    this.client = client;
    this.fleet = fleet;
    this.intake = intake;
    this.metrics = metrics;
    this.refusals = refusals;
    this.updates = updates;
    this.down = down;
    this.decoder = codecs.decoder();
    this.whenLost = whenLost;
  }

  MqttAsyncClient client() {
    return client;
  }

  @Override
  public void messageArrived(String topic, MqttMessage message) {
    metrics.message();
    byte[] payload = message.getPayload();
    metrics.received(payload.length + topic.length());
    var receipt = new LineReceipt(message.getId(), message.getQos());
    String id = Route.deviceOf(topic);
    if (id != null && topic.equals(Route.topicOf(id, UpdateTalk.DESIRED))) {
      receipt.stored();
      fleet.findActive(id).filter(any -> message.isRetained()).ifPresent(to -> renew(to, payload));
      return;
    }
    Payload kind = id == null ? null : Route.payloadOf(topic, id);
    Device device = id == null ? null : fleet.findActive(id).orElse(null);
    if (device == null || kind == null) {
      receipt.refuse(
          id == null ? "broker" : Texts.shown(id),
          device == null ? "device.unknown" : "topic.foreign",
          "from the broker, on " + Texts.shown(topic));
      return;
    }
    receipt.device = device.id();
    String contentType = message.getProperties().getContentType();
    if (kind.isOfUpdates()) {
      new UpdateWords(updates, down).take(kind, device, contentType, payload, receipt);
      return;
    }
    Decoded decoded =
        decoder.decode(kind, device, contentType, name -> null, payload, 0, payload.length);
    refusals.hear(device.id(), decoded);
    if (decoded.isRefused()) {
      receipt.refused(decoded.refusal());
    } else if (decoded.isEmpty()) {
      receipt.stored();
    } else {
      intake.submit(new Message(decoded.readings(), decoded.events(), decoded.states(), receipt));
    }
  }

  /**
   * Replaces what the broker retains for a device where that is no longer so. Only what it had when
   * it was asked comes as retained: servers that read together do not answer each other.
   */
  private void renew(Device device, byte[] retained) {
    byte[] now = updates.desired().apply(device);
    if (!Arrays.equals(now, retained)) {
      down.send(device.id(), UpdateTalk.DESIRED, now, true)
          .onFailure(cause -> metrics.refused("broker.retained"));
    }
  }

  /** Tells the broker, which has no use for a refusal: either way it can forget the message. */
  private final class LineReceipt implements Receipt {
    private final int packetId;
    private final int qos;
    private String device = "";

    private LineReceipt(int packetId, int qos) {
      this.packetId = packetId;
      this.qos = qos;
    }

    @Override
    public void stored() {
      if (qos == 0) {
        return;
      }
      try {
        client.messageArrivedComplete(packetId, qos);
      } catch (MqttException | RuntimeException e) {
        // The line is gone (a closed Paho client has null fields); the broker brings the message
        // again on the next one.
        metrics.refused("broker.lateAcknowledgement");
      }
    }

    @Override
    public void refused(Problem why) {
      refuse(device, why.code(), why.message());
    }

    private void refuse(String who, String reason, String words) {
      refusals.refused(who, reason, words);
      stored();
    }
  }

  @Override
  public void disconnected(MqttDisconnectResponse response) {
    whenLost.run();
  }

  @Override
  public void mqttErrorOccurred(MqttException error) {
    metrics.refused("broker.error");
  }

  @Override
  public void deliveryComplete(IMqttToken token) {}

  @Override
  public void connectComplete(boolean again, String url) {}

  @Override
  public void authPacketArrived(int reason, MqttProperties properties) {}
}

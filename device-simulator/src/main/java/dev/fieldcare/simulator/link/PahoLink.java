package dev.fieldcare.simulator.link;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/**
 * A connection by Eclipse Paho, MQTT 5. It keeps no session: what was not acknowledged is the
 * {@link Outbox}'s to remember. Paho starts three threads a connection.
 */
public final class PahoLink implements Link {
  private static final int KEEP_ALIVE_SECONDS = 30;
  private static final int REFUSED = 0x80;

  private final String uri;
  private final Identity identity;
  private final Executor blocking;
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile @Nullable MqttAsyncClient client;
  private volatile @Nullable Listener listener;

  /**
   * @param uri such as {@code tcp://127.0.0.1:1883}
   * @param blocking runs what may wait for the network
   */
  public PahoLink(String uri, Identity identity, Executor blocking) {
    this.uri = uri;
    this.identity = identity;
    this.blocking = blocking;
  }

  @Override
  public void open(Listener listener) {
    this.listener = listener;
    blocking.execute(() -> connect(listener));
  }

  private void connect(Listener listener) {
    try {
      var fresh = new MqttAsyncClient(uri, identity.device(), new MemoryPersistence());
      client = fresh;
      fresh.setCallback(new Watch(listener));
      fresh.connect(options(), null, new Outcome(listener));
    } catch (MqttException | IllegalArgumentException e) {
      lost(listener, reason(e));
    }
    if (over.get()) {
      shut(false);
    }
  }

  private MqttConnectionOptions options() {
    var options = new MqttConnectionOptions();
    options.setCleanStart(true);
    options.setSessionExpiryInterval(0L);
    options.setUserName(identity.device());
    options.setPassword(identity.token().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
    options.setConnectionTimeout(10);
    options.setAutomaticReconnect(false);
    if (uri.startsWith("tcp:")) {
      options.setSocketFactory(new PromptSockets());
    }
    var will = new MqttMessage(Wire.offline(), 1, false, new MqttProperties());
    options.setWill(Wire.topic(identity.device(), "state"), will);
    return options;
  }

  @Override
  public void publish(String topic, byte[] payload, Delivery delivery) {
    MqttAsyncClient current = client;
    if (current == null || over.get()) {
      return;
    }
    try {
      current.publish(topic, payload, 1, false, null, new Receipt(delivery));
    } catch (MqttException e) {
      // without a connection there is nothing to wait for; the outbox sends it again on the next
      Listener told = listener;
      if (told != null) {
        lost(told, reason(e));
      }
    }
  }

  @Override
  public void subscribe(String filter) {
    MqttAsyncClient current = client;
    Listener told = listener;
    if (current == null || told == null || over.get()) {
      return;
    }
    try {
      current.subscribe(filter, 1);
    } catch (MqttException e) {
      lost(told, reason(e));
    }
  }

  @Override
  public void close(boolean politely) {
    if (over.compareAndSet(false, true)) {
      blocking.execute(() -> shut(politely));
    }
  }

  private void shut(boolean politely) {
    MqttAsyncClient current = client;
    if (current == null) {
      return;
    }
    try {
      current.disconnectForcibly(0, politely ? 300 : 1, politely);
    } catch (MqttException e) {
      // it was not connected: nothing to end
    }
    try {
      current.close(true);
    } catch (MqttException e) {
      // it is closed already
    }
  }

  private void lost(Listener listener, String why) {
    if (over.compareAndSet(false, true)) {
      blocking.execute(() -> shut(false));
      listener.down(why);
    }
  }

  private static String reason(@Nullable Throwable error) {
    if (error instanceof MqttException mqtt) {
      Throwable cause = mqtt.getCause();
      String text = cause != null && cause.getMessage() != null ? cause.getMessage() : "";
      return (mqtt.getMessage() + " " + text + " (reason " + mqtt.getReasonCode() + ")").strip();
    }
    return String.valueOf(error);
  }

  private final class Outcome implements MqttActionListener {
    private final Listener listener;

    private Outcome(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void onSuccess(IMqttToken token) {
      MqttProperties properties = token.getResponseProperties();
      Integer most = properties == null ? null : properties.getReceiveMaximum();
      listener.up(most == null ? 65_535 : most);
    }

    @Override
    public void onFailure(IMqttToken token, Throwable error) {
      lost(listener, reason(error));
    }
  }

  private static final class Receipt implements MqttActionListener {
    private final Delivery delivery;

    private Receipt(Delivery delivery) {
      this.delivery = delivery;
    }

    @Override
    public void onSuccess(IMqttToken token) {
      int[] codes = token.getReasonCodes();
      int code = codes == null || codes.length == 0 ? 0 : codes[0];
      if (code >= REFUSED) {
        delivery.refused(String.format("reason 0x%02X", code));
      } else {
        delivery.acknowledged();
      }
    }

    @Override
    public void onFailure(IMqttToken token, Throwable error) {
      int[] codes = token.getReasonCodes();
      if (codes != null && codes.length > 0 && codes[0] >= REFUSED) {
        delivery.refused(String.format("reason 0x%02X", codes[0]));
      }
    }
  }

  private final class Watch implements MqttCallback {
    private final Listener listener;

    private Watch(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
      MqttException error = response.getException();
      lost(
          listener,
          error != null
              ? reason(error)
              : String.format("the server ended it, reason 0x%02X", response.getReturnCode()));
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {}

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      listener.heard(topic, message.getPayload());
    }

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String server) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}
  }
}

package dev.fieldcare.gateway;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.DeviceLink;
import dev.fieldcare.telemetry.Intake;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what devices publish to an external broker, through a shared subscription. The broker may
 * forget a message when it is stored, not before; how many it sends ahead is bounded by our Receive
 * Maximum, and the session outlives both its restarts and ours.
 *
 * <p>Reconnects by itself: each connection is a client of its own, so that an acknowledgement can
 * never slip onto the wrong one.
 */
public final class BrokerGateway implements DeviceLink {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerGateway.class);
  private static final String[] TOPICS = {
    "telemetry",
    "event",
    "state",
    "update/report",
    "update/receipt",
    "update/blocks/get",
    "command/+/reply"
  };

  /**
   * QoS 1 even for what devices publish with QoS 2: Paho (1.2.5) answers QoS 2 before the message
   * has been stored, whatever is said about manual acknowledgements.
   */
  private static final int QOS = 1;

  private static final int LOWEST_REFUSAL = 0x80;
  private static final int FIRST_WAIT_MILLIS = 200;
  private static final int LONGEST_WAIT_MILLIS = 10_000;
  private static final int KEEP_ALIVE_SECONDS = 20;

  private final BrokerSettings settings;
  private final Fleet fleet;
  private final PayloadCodecs codecs;
  private final Intake intake;
  private final GatewayMetrics metrics;
  private final Refusals refusals;
  private final UpdateTalk updates;
  private final Runnable whenConnected;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("broker").daemon(true).factory());
  private final Promise<Void> first = Promise.promise();

  // Owned by the thread above.
  private int waitMillis = FIRST_WAIT_MILLIS;
  private boolean stopped;
  private volatile @Nullable BrokerLine line;
  private volatile boolean connected;

  /**
   * @param whenConnected called each time the broker has let us in and subscribed us
   */
  public BrokerGateway(
      BrokerSettings settings,
      Clock clock,
      Fleet fleet,
      PayloadCodecs codecs,
      Intake intake,
      GatewayMetrics metrics,
      UpdateTalk updates,
      Runnable whenConnected) {
    this.settings = settings;
    this.fleet = fleet;
    this.codecs = codecs;
    this.intake = intake;
    this.metrics = metrics;
    this.refusals = new Refusals(metrics, clock);
    this.updates = updates;
    this.whenConnected = whenConnected;
  }

  /** Succeeds when the broker has let us in and subscribed us, however long that takes. */
  public Future<Void> start() {
    thread.execute(this::connect);
    return first.future();
  }

  private void connect() {
    if (stopped) {
      return;
    }
    try {
      var client =
          new MqttAsyncClient(settings.url(), settings.clientId(), new MemoryPersistence());
      var next =
          new BrokerLine(
              client,
              fleet,
              codecs,
              intake,
              metrics,
              refusals,
              updates,
              this,
              () -> thread.execute(() -> lost(client, "the connection ended")));
      line = next;
      client.setManualAcks(true);
      client.setCallback(next);
      client.connect(options(), null, after(client, () -> subscribe(client)));
    } catch (MqttException | RuntimeException e) {
      again(String.valueOf(e.getMessage()));
    }
  }

  private MqttConnectionOptions options() {
    var options = new MqttConnectionOptions();
    // From the first time: mosquitto does not persist a session that began clean.
    options.setCleanStart(false);
    options.setSessionExpiryInterval(settings.sessionExpiry().toSeconds());
    options.setReceiveMaximum(settings.receiveMaximum());
    options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
    options.setAutomaticReconnect(false);
    options.setSocketFactory(
        settings.url().startsWith("ssl:")
            ? QuickSockets.encrypted(settings.ca())
            : QuickSockets.plain());
    options.setUserName(settings.username());
    String password = settings.password();
    if (password != null) {
      options.setPassword(password.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return options;
  }

  private void subscribe(MqttAsyncClient client) {
    var subscriptions = new MqttSubscription[TOPICS.length];
    for (int i = 0; i < TOPICS.length; i++) {
      subscriptions[i] =
          new MqttSubscription("$share/" + settings.group() + "/fc/v1/+/" + TOPICS[i], QOS);
    }
    try {
      client.subscribe(
          subscriptions, null, after(client, () -> subscribed(client)), new MqttProperties());
    } catch (MqttException e) {
      lost(client, "not subscribed: " + e.getMessage());
    }
  }

  private void subscribed(MqttAsyncClient client) {
    if (isCurrent(client)) {
      connected = true;
      waitMillis = FIRST_WAIT_MILLIS;
      LOG.info("reading from broker {}", settings);
      first.tryComplete();
      whenConnected.run();
      askForRetained(client);
    }
  }

  /**
   * Has the broker show what it retains for devices: what was closed while it was away is still
   * there, and {@link BrokerLine} puts it right. Not through the shared subscription, which is
   * shown nothing that was retained.
   */
  private void askForRetained(MqttAsyncClient client) {
    var retained = new MqttSubscription(Route.topicOf("+", UpdateTalk.DESIRED), QOS);
    retained.setNoLocal(true);
    try {
      client.subscribe(
          new MqttSubscription[] {retained}, null, heardRetained(), new MqttProperties());
    } catch (MqttException e) {
      metrics.refused("broker.retained");
    }
  }

  private MqttActionListener heardRetained() {
    return new MqttActionListener() {
      @Override
      public void onSuccess(IMqttToken token) {
        for (int code : token.getReasonCodes()) {
          if (code >= LOWEST_REFUSAL) {
            onFailure(token, new MqttException(code));
          }
        }
      }

      @Override
      public void onFailure(IMqttToken token, Throwable why) {
        refusals.refused(
            "broker",
            "broker.retained",
            "we may not read fc/v1/+/update/desired: what it retains of updates that were closed"
                + " while it was away stays");
      }
    };
  }

  private MqttActionListener after(MqttAsyncClient client, Runnable step) {
    return new MqttActionListener() {
      @Override
      public void onSuccess(IMqttToken token) {
        thread.execute(step);
      }

      @Override
      public void onFailure(IMqttToken token, Throwable why) {
        thread.execute(() -> lost(client, String.valueOf(why.getMessage())));
      }
    };
  }

  private boolean isCurrent(MqttAsyncClient client) {
    BrokerLine current = line;
    return current != null && current.client() == client;
  }

  private void lost(MqttAsyncClient client, String why) {
    if (isCurrent(client)) {
      line = null;
      connected = false;
      discard(client);
      again(why);
    }
  }

  private void again(String why) {
    if (stopped) {
      return;
    }
    refusals.refused("broker", "broker.lost", settings + ": " + why);
    long wait = waitMillis / 2 + ThreadLocalRandom.current().nextInt(waitMillis / 2 + 1);
    waitMillis = Math.min(2 * waitMillis, LONGEST_WAIT_MILLIS);
    thread.schedule(this::connect, wait, TimeUnit.MILLISECONDS);
  }

  private void discard(MqttAsyncClient client) {
    try {
      client.disconnectForcibly(0, 100, false);
    } catch (MqttException e) {
      // It was not connected any more.
    }
    try {
      client.close(true);
    } catch (MqttException e) {
      metrics.refused("broker.error");
    }
  }

  public boolean isConnected() {
    return connected;
  }

  /**
   * Publishes on {@code fc/v1/{device}/{suffix}}; succeeds when the broker has acknowledged it.
   *
   * @param retained whether the broker shows it to whoever subscribes later
   */
  @Override
  public Future<Boolean> send(String deviceId, String suffix, byte[] payload, boolean retained) {
    BrokerLine current = line;
    if (current == null || !connected) {
      return Future.failedFuture(
          new Problem(Problem.Kind.UNAVAILABLE, "broker.lost", "not connected to " + settings));
    }
    Promise<Boolean> sent = Promise.promise();
    try {
      current
          .client()
          .publish(
              Route.topicOf(deviceId, suffix),
              payload,
              1,
              retained,
              null,
              new MqttActionListener() {
                @Override
                public void onSuccess(IMqttToken token) {
                  sent.tryComplete(true);
                }

                @Override
                public void onFailure(IMqttToken token, Throwable why) {
                  sent.tryFail(why);
                }
              });
    } catch (MqttException e) {
      sent.tryFail(e);
    }
    return sent.future();
  }

  /** Leaves; the broker keeps our session and what arrives for it. */
  public Future<Void> stop() {
    Promise<Void> done = Promise.promise();
    thread.execute(
        () -> {
          stopped = true;
          connected = false;
          BrokerLine last = line;
          line = null;
          if (last != null) {
            discard(last.client());
          }
          thread.shutdown();
          done.complete();
        });
    return done.future();
  }
}

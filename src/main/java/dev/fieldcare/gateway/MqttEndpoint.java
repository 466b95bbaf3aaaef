package dev.fieldcare.gateway;

import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.DeviceLink;
import dev.fieldcare.telemetry.Intake;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where devices connect by MQTT 3.1, 3.1.1 and 5, plain or encrypted. A PUBACK (of QoS 2 a PUBREC)
 * is sent when the intake says the message is stored; who sends faster than that is not read.
 */
public final class MqttEndpoint implements DeviceLink {
  private static final Logger LOG = LoggerFactory.getLogger(MqttEndpoint.class);

  /** Keeps the ports that several endpoints of one process find for themselves apart. */
  private static final AtomicInteger FREE_PORTS = new AtomicInteger();

  private final Vertx vertx;
  private final MqttSettings settings;
  private final Hall hall;
  private volatile int port = -1;
  private volatile int tlsPort = -1;
  private final List<String> deployments = new ArrayList<>();

  public MqttEndpoint(
      Vertx vertx,
      Clock clock,
      MqttSettings settings,
      Fleet fleet,
      PayloadCodecs codecs,
      Intake intake,
      GatewayMetrics metrics,
      UpdateTalk updates) {
    this.vertx = vertx;
    this.settings = settings;
    this.hall =
        new Hall(
            vertx,
            settings,
            fleet,
            codecs,
            intake,
            metrics,
            new Refusals(metrics, clock),
            new Sessions(vertx),
            new Budget(settings.maxBufferedBytes()),
            updates);
  }

  /** Succeeds with the plain port it listens on, negative when there is none. */
  public Future<Integer> start() {
    int free = -FREE_PORTS.addAndGet(2);
    List<Listener> listeners = new ArrayList<>();
    Future<Void> started = Future.succeededFuture();
    for (int i = 0; i < settings.eventLoops(); i++) {
      var listener = new Listener(hall, free);
      listeners.add(listener);
      started = started.compose(done -> deploy(listener));
    }
    return started.map(
        done -> {
          List<Integer> ports = listeners.getFirst().ports();
          port = ports.get(0);
          tlsPort = ports.get(1);
          LOG.info("MQTT on {}, port {}, TLS port {}", settings.host(), port, tlsPort);
          return port;
        });
  }

  private Future<Void> deploy(Listener listener) {
    return vertx.deployVerticle(listener).onSuccess(deployments::add).mapEmpty();
  }

  /** The encrypted port, negative when there is none or it has not started. */
  public int tlsPort() {
    return tlsPort;
  }

  /** Tells every client that the server goes, publishes no wills, and closes. */
  public Future<Void> stop() {
    List<Future<?>> told = new ArrayList<>();
    for (Connection each : hall.sessions().all()) {
      Promise<Void> ended = Promise.promise();
      each.run(
          () -> {
            each.dialogue().dropWill();
            each.end(each.dialogue().farewell(Reason.SERVER_SHUTTING_DOWN));
            ended.complete();
          });
      told.add(ended.future());
    }
    Future<?> all = told.isEmpty() ? Future.succeededFuture() : Future.join(told);
    return all.eventually(() -> Future.join(deployments.stream().map(vertx::undeploy).toList()))
        .mapEmpty();
  }

  /** To be told of every change the registry makes to a device. */
  public void deviceChanged(Device device) {
    for (Connection each : hall.sessions().concerning(device)) {
      each.run(() -> each.dialogue().changed(device));
    }
    if (device.isDecommissioned()) {
      disconnect(device.id());
    }
  }

  /** Ends the connections of a device, without its last will: its token holds no longer. */
  public void disconnect(String deviceId) {
    for (Connection each : hall.sessions().of(deviceId)) {
      each.run(
          () -> {
            each.dialogue().dropWill();
            each.end(each.dialogue().farewell(Reason.ADMINISTRATIVE_ACTION));
          });
    }
  }

  /**
   * Sends down {@code fc/v1/{device}/{suffix}} if the device is connected and subscribed; to be
   * called on any thread. True means it is on its way, not that it arrived: nothing is kept or sent
   * again for one that is absent.
   */
  public boolean send(String deviceId, String suffix, byte[] payload) {
    String topic = Route.topicOf(deviceId, suffix);
    boolean any = false;
    for (Connection each : hall.sessions().of(deviceId)) {
      any = true;
      each.run(() -> each.dialogue().send(topic, payload));
    }
    return any;
  }

  @Override
  public Future<Boolean> send(String deviceId, String suffix, byte[] payload, boolean retained) {
    return Future.succeededFuture(send(deviceId, suffix, payload));
  }

  public boolean isConnected(String deviceId) {
    return hall.sessions().isConnected(deviceId);
  }

  public int connectedDevices() {
    return hall.sessions().devices();
  }
}

package dev.fieldcare.gateway;

import dev.fieldcare.registry.Device;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Decides on a CONNECT packet: who it is, under which client id, with which will. */
record Welcome(
    Connect connect, Device device, String clientId, @Nullable LastWill will, Duration keepAlive) {
  static final int TOPIC_ALIASES = 10;

  /** Throws the refusal that the client is to hear in CONNACK. */
  static Welcome of(Connect connect, @Nullable String certified, Hall hall) throws PacketFault {
    if (connect.properties().has(Properties.AUTHENTICATION_METHOD)) {
      throw new PacketFault(Reason.BAD_AUTHENTICATION_METHOD, "no extended authentication here");
    }
    if (connect.clientId().isEmpty() && !connect.clean() && !connect.isVersion5()) {
      throw new PacketFault(
          Reason.CLIENT_ID_INVALID, "an empty client id needs a clean session in MQTT 3.1.1");
    }
    Device device =
        new Login(hall.fleet())
            .of(connect, certified)
            .orElseThrow(
                () -> new PacketFault(Reason.BAD_CREDENTIALS, "user name or token is wrong"));
    if (hall.sessions().count() >= hall.settings().maxConnections()) {
      throw new PacketFault(
          Reason.CONNECTION_RATE_EXCEEDED,
          "expected at most " + hall.settings().maxConnections() + " connections");
    }
    String clientId = connect.clientId().isEmpty() ? "fc-" + UUID.randomUUID() : connect.clientId();
    return new Welcome(
        connect, device, clientId, willOf(connect, device, hall), keepAliveOf(connect, hall));
  }

  private static @Nullable LastWill willOf(Connect connect, Device device, Hall hall)
      throws PacketFault {
    Connect.Will will = connect.will();
    if (will == null) {
      return null;
    }
    Route route = Route.of(will.topic(), device, hall.fleet());
    if (route == null || route.payload().namesChildren()) {
      throw new PacketFault(
          Reason.NOT_AUTHORIZED, "a will on " + Texts.shown(will.topic()) + ", not its own topic");
    }
    return new LastWill(route, will);
  }

  private static Duration keepAliveOf(Connect connect, Hall hall) {
    Duration cap = hall.settings().keepAliveCap();
    Duration asked = connect.keepAlive();
    // Before MQTT 5 a server cannot tell its client of another keep alive.
    boolean capped =
        connect.isVersion5() && !cap.isZero() && (asked.isZero() || asked.compareTo(cap) > 0);
    return capped ? cap : asked;
  }

  /** The CONNACK that lets the client in. */
  Buffer connack(MqttSettings settings) {
    if (!connect.isVersion5()) {
      return PacketWriter.connack(connect.version(), Reason.SUCCESS);
    }
    Buffer properties =
        Buffer.buffer()
            .appendByte((byte) Properties.RECEIVE_MAXIMUM)
            .appendUnsignedShort(settings.receiveMaximum())
            .appendByte((byte) Properties.MAXIMUM_PACKET_SIZE)
            .appendInt(settings.maxPacketSize())
            .appendByte((byte) Properties.TOPIC_ALIAS_MAXIMUM)
            .appendUnsignedShort(TOPIC_ALIASES)
            .appendByte((byte) Properties.RETAIN_AVAILABLE)
            .appendByte((byte) 1)
            .appendByte((byte) Properties.SHARED_AVAILABLE)
            .appendByte((byte) 0);
    if (connect.properties().number(Properties.SESSION_EXPIRY, 0) != 0) {
      properties.appendByte((byte) Properties.SESSION_EXPIRY).appendInt(0);
    }
    if (!keepAlive.equals(connect.keepAlive())) {
      properties
          .appendByte((byte) Properties.SERVER_KEEP_ALIVE)
          .appendUnsignedShort((int) keepAlive.toSeconds());
    }
    if (connect.clientId().isEmpty()) {
      byte[] assigned = clientId.getBytes(StandardCharsets.UTF_8);
      properties
          .appendByte((byte) Properties.ASSIGNED_CLIENT_ID)
          .appendUnsignedShort(assigned.length)
          .appendBytes(assigned);
    }
    return PacketWriter.connack5(properties);
  }

  Sessions.Key key() {
    return new Sessions.Key(device.id(), clientId);
  }

  /** How many messages of QoS 1 the client takes before it has acknowledged one. */
  int receiveMaximum() {
    return (int) Math.min(connect.properties().number(Properties.RECEIVE_MAXIMUM, 100), 100);
  }
}

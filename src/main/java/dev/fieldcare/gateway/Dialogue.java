package dev.fieldcare.gateway;

import dev.fieldcare.registry.Device;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** What is said on a connection, packet by packet, from CONNECT to DISCONNECT. */
final class Dialogue {
  private static final int CONNECT = 0x10;
  private static final Buffer NOTHING = Buffer.buffer(0);

  private final Hall hall;
  private final Connection connection;
  private final Acknowledgements acknowledgements;
  private @Nullable Connect connect;
  private @Nullable Open open;
  private @Nullable LastWill will;
  private Sessions.@Nullable Key entered;
  private boolean waiting;

  /** What there is once a device has been let in. */
  private record Open(Welcome welcome, Uplink uplink, Downlink downlink) {}

  Dialogue(Hall hall, Connection connection, Acknowledgements acknowledgements) {
    this.hall = hall;
    this.connection = connection;
    this.acknowledgements = acknowledgements;
  }

  boolean isOpen() {
    return open != null;
  }

  /** Whether nothing more may be read until something else has answered. */
  boolean isWaiting() {
    return waiting;
  }

  @Nullable Device device() {
    return open == null ? null : open.welcome().device();
  }

  /** How long the client may keep silent, 0 for any time. */
  long patienceNanos() {
    return open == null ? 0 : open.welcome().keepAlive().toNanos() * 3 / 2;
  }

  /** Says from its first byte, before it is waited for, that a packet cannot be the first one. */
  void expect(int header) throws PacketFault {
    if (open == null && header != CONNECT) {
      throw PacketFault.protocol("expected CONNECT first, found packet type " + (header >>> 4));
    }
  }

  void packet(int header, byte[] bytes, int from, int end, Buffer out) throws PacketFault {
    int type = header >>> 4;
    Open current = open;
    if (current == null) {
      connected(new PacketReader(bytes, from, end));
      return;
    }
    if (type == 3) {
      current.uplink().publish(header, bytes, from, end, out);
      return;
    }
    int flags = type == 6 || type == 8 || type == 10 ? 2 : 0;
    if ((header & 15) != flags) {
      throw PacketFault.malformed("flags " + (header & 15) + " of packet type " + type);
    }
    var packet = new PacketReader(bytes, from, end);
    switch (type) {
      case 4 -> current.downlink().acknowledged(acknowledgedId(packet));
      case 6 -> current.uplink().release(acknowledgedId(packet), out);
      case 8 -> current.downlink().subscribe(packet);
      case 10 -> current.downlink().unsubscribe(packet);
      case 12 -> {
        packet.expectEnd();
        out.appendBytes(PacketWriter.PINGRESP);
      }
      case 14 -> disconnected(packet);
      default -> throw PacketFault.protocol("packet type " + type + " is not for a server here");
    }
  }

  private void connected(PacketReader packet) throws PacketFault {
    Connect said = Connect.read(packet);
    connect = said;
    Welcome welcome = Welcome.of(said, connection.certifiedName(), hall);
    waiting = true;
    entered = welcome.key();
    Connection former = hall.sessions().enter(welcome.key(), connection);
    if (former == null) {
      open(welcome);
    } else {
      // Its last will is submitted before the new connection hears that it is in.
      former.run(
          () -> {
            former.end(former.dialogue().farewell(Reason.SESSION_TAKEN_OVER));
            connection.run(() -> open(welcome));
          });
    }
  }

  private void open(Welcome welcome) {
    waiting = false;
    if (connection.hasEnded()) {
      return;
    }
    will = welcome.will();
    open =
        new Open(
            welcome,
            new Uplink(hall, welcome, acknowledgements, connection::run, this::send),
            new Downlink(hall, welcome, connection::write));
    connection.write(welcome.connack(hall.settings()));
    connection.relieve();
  }

  private int acknowledgedId(PacketReader packet) throws PacketFault {
    int packetId = packet.u16();
    if (packet.remaining() > 0) {
      packet.u8();
      if (packet.remaining() > 0) {
        Properties.read(packet, Properties.IN_ACK);
      }
      packet.expectEnd();
    }
    return packetId;
  }

  private void disconnected(PacketReader packet) throws PacketFault {
    boolean withWill = false;
    if (packet.remaining() > 0 && isVersion5()) {
      withWill = packet.u8() == 0x04;
      if (packet.remaining() > 0) {
        Properties.read(packet, Properties.IN_DISCONNECT);
      }
    }
    packet.expectEnd();
    if (!withWill) {
      will = null;
    }
    connection.end(NOTHING);
  }

  void acknowledge(Unacknowledged message, Buffer out) throws PacketFault {
    if (open != null) {
      open.uplink().acknowledge(message, out);
    }
  }

  /** The last packet to this client for this reason, empty when its MQTT has none. */
  Buffer farewell(Reason reason) {
    if (open != null) {
      return isVersion5() ? PacketWriter.disconnect(reason) : NOTHING;
    }
    if (connect != null) {
      return PacketWriter.connack(connect.version(), reason);
    }
    return reason == Reason.UNSUPPORTED_VERSION ? PacketWriter.connack(4, reason) : NOTHING;
  }

  /** The connection has ended, one way or another. */
  void over() {
    Sessions.Key key = entered;
    if (key == null) {
      return;
    }
    hall.sessions().leave(key, connection);
    LastWill last = will;
    will = null;
    if (last == null) {
      return;
    }
    if (last.delay().isZero()) {
      last.publish(hall);
    } else {
      hall.sessions().delay(key, last, hall);
    }
  }

  /** Forgets the last will: the server itself is going, or the device is no longer one. */
  void dropWill() {
    will = null;
  }

  /** The device or a child of it was edited, or its credentials were. */
  void changed(Device device) {
    if (open == null || connect == null) {
      return;
    }
    open.uplink().changed(device);
    checkLogin();
  }

  /** Ends the connection if what let the client in holds no longer, as a token that has expired. */
  void checkLogin() {
    if (open == null || connect == null) {
      return;
    }
    if (new Login(hall.fleet()).of(connect, connection.certifiedName()).isEmpty()) {
      dropWill();
      connection.end(farewell(Reason.NOT_AUTHORIZED));
    }
  }

  boolean send(String topic, byte[] payload) {
    return open != null && open.downlink().send(topic, payload);
  }

  private boolean isVersion5() {
    return connect != null && connect.isVersion5();
  }
}

package dev.fieldcare.gateway;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A CONNECT packet.
 *
 * @param version 3 (MQTT 3.1), 4 (3.1.1) or 5
 */
record Connect(
    int version,
    String clientId,
    boolean clean,
    Duration keepAlive,
    @Nullable Will will,
    @Nullable String user,
    @Nullable String password,
    Properties properties) {

  /** The message to publish when the connection ends without a DISCONNECT. */
  record Will(String topic, byte[] payload, @Nullable String contentType, Duration delay) {}

  static Connect read(PacketReader packet) throws PacketFault {
    String protocol = packet.text();
    int version = packet.u8();
    if (!(protocol.equals("MQTT") && (version == 4 || version == 5))
        && !(protocol.equals("MQIsdp") && version == 3)) {
      throw new PacketFault(
          Reason.UNSUPPORTED_VERSION,
          "expected MQTT 3.1, 3.1.1 or 5, found protocol level " + version);
    }
    int flags = packet.u8();
    checkFlags(flags, version);
    Duration keepAlive = Duration.ofSeconds(packet.u16());
    Properties properties =
        version == 5 ? Properties.read(packet, Properties.IN_CONNECT) : Properties.NONE;
    String clientId = packet.text();
    Will will = (flags & 0x04) != 0 ? readWill(packet, version) : null;
    String user = (flags & 0x80) != 0 ? packet.text() : null;
    String password =
        (flags & 0x40) != 0 ? new String(packet.binary(), StandardCharsets.UTF_8) : null;
    packet.expectEnd();
    return new Connect(
        version, clientId, (flags & 0x02) != 0, keepAlive, will, user, password, properties);
  }

  private static void checkFlags(int flags, int version) throws PacketFault {
    if ((flags & 0x01) != 0 && version > 3) {
      throw PacketFault.malformed("the reserved connect flag is set");
    }
    if ((flags & 0x18) == 0x18) {
      throw PacketFault.malformed("a will of QoS 3");
    }
    if ((flags & 0x04) == 0 && (flags & 0x38) != 0) {
      throw PacketFault.malformed("QoS or retain of a will that is not there");
    }
    if (version < 5 && (flags & 0xC0) == 0x40) {
      throw PacketFault.malformed("a password without a user name");
    }
  }

  private static Will readWill(PacketReader packet, int version) throws PacketFault {
    Properties properties =
        version == 5 ? Properties.read(packet, Properties.IN_WILL) : Properties.NONE;
    return new Will(
        packet.text(),
        packet.binary(),
        properties.text(Properties.CONTENT_TYPE),
        Duration.ofSeconds(properties.number(Properties.WILL_DELAY, 0)));
  }

  boolean isVersion5() {
    return version == 5;
  }
}

package dev.fieldcare.gateway;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/** Writes the packets a server sends. */
final class PacketWriter {
  private static final int CONNACK = 0x20;
  private static final int PUBLISH = 0x30;
  private static final int SUBACK = 0x90;
  private static final int UNSUBACK = 0xB0;
  private static final int DISCONNECT = 0xE0;
  static final int PUBACK = 0x40;
  static final int PUBREC = 0x50;
  static final int PUBREL = 0x62;
  static final int PUBCOMP = 0x70;
  static final byte[] PINGRESP = {(byte) 0xD0, 0};

  private PacketWriter() {}

  /** A refusal, or the acceptance of a 3.1.1 client: nothing is ever said of a kept session. */
  static Buffer connack(int version, Reason reason) {
    return version == 5
        ? packet(
            CONNACK,
            Buffer.buffer(3).appendByte((byte) 0).appendByte(code(reason)).appendByte((byte) 0))
        : packet(
            CONNACK,
            Buffer.buffer(2).appendByte((byte) 0).appendByte((byte) reason.connackCode3()));
  }

  /** The acceptance of an MQTT 5 client. */
  static Buffer connack5(Buffer properties) {
    Buffer body = Buffer.buffer().appendByte((byte) 0).appendByte((byte) 0);
    return packet(CONNACK, appendVariable(body, properties.length()).appendBuffer(properties));
  }

  /** PUBACK, PUBREC, PUBREL or PUBCOMP without a reason, which is success. */
  static void appendAck(Buffer to, int type, int packetId) {
    to.appendInt(type << 24 | 2 << 16 | packetId);
  }

  /** The same with a reason and words, for MQTT 5. */
  static void appendAck(Buffer to, int type, int packetId, Reason reason, String words) {
    byte[] text = clipped(words);
    Buffer body = Buffer.buffer().appendUnsignedShort(packetId).appendByte(code(reason));
    if (text.length == 0) {
      body.appendByte((byte) 0);
    } else {
      appendVariable(body, 3 + text.length)
          .appendByte((byte) Properties.REASON_STRING)
          .appendUnsignedShort(text.length)
          .appendBytes(text);
    }
    to.appendBuffer(packet(type, body));
  }

  static Buffer suback(int version, int packetId, byte[] codes) {
    return subscriptionAck(SUBACK, version, packetId, codes);
  }

  static Buffer unsuback(int version, int packetId, byte[] codes) {
    return subscriptionAck(UNSUBACK, version, packetId, version == 5 ? codes : new byte[0]);
  }

  private static Buffer subscriptionAck(int type, int version, int packetId, byte[] codes) {
    Buffer body = Buffer.buffer().appendUnsignedShort(packetId);
    if (version == 5) {
      body.appendByte((byte) 0);
    }
    return packet(type, body.appendBytes(codes));
  }

  static Buffer disconnect(Reason reason) {
    return packet(DISCONNECT, Buffer.buffer(2).appendByte(code(reason)).appendByte((byte) 0));
  }

  /** A message for the device; {@code packetId} counts only with QoS 1. */
  static Buffer publish(int version, String topic, byte[] payload, int qos, int packetId) {
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    Buffer body = Buffer.buffer().appendUnsignedShort(name.length).appendBytes(name);
    if (qos > 0) {
      body.appendUnsignedShort(packetId);
    }
    if (version == 5) {
      body.appendByte((byte) 0);
    }
    return packet(PUBLISH | qos << 1, body.appendBytes(payload));
  }

  private static Buffer packet(int header, Buffer body) {
    Buffer whole = Buffer.buffer(body.length() + 5).appendByte((byte) header);
    return appendVariable(whole, body.length()).appendBuffer(body);
  }

  private static Buffer appendVariable(Buffer to, int value) {
    int rest = value;
    while (rest > 0x7f) {
      to.appendByte((byte) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    return to.appendByte((byte) rest);
  }

  private static byte code(Reason reason) {
    return (byte) reason.code();
  }

  private static byte[] clipped(String words) {
    String shortened = words.length() > 200 ? words.substring(0, 200) : words;
    return shortened.getBytes(StandardCharsets.UTF_8);
  }
}

package dev.fieldcare.gateway;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A cursor over the bytes of one MQTT packet; reading past its end is a malformed packet. */
final class PacketReader {
  private final byte[] bytes;
  private final int end;
  private int position;

  PacketReader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.position = from;
    this.end = end;
  }

  int position() {
    return position;
  }

  int remaining() {
    return end - position;
  }

  int u8() throws PacketFault {
    need(1);
    return bytes[position++] & 0xff;
  }

  int u16() throws PacketFault {
    need(2);
    return (bytes[position++] & 0xff) << 8 | (bytes[position++] & 0xff);
  }

  long u32() throws PacketFault {
    return (long) u16() << 16 | u16();
  }

  /** A variable byte integer (MQTT 5, 1.5.5). */
  int variable() throws PacketFault {
    int value = 0;
    for (int shift = 0; shift < 28; shift += 7) {
      int digit = u8();
      value |= (digit & 0x7f) << shift;
      if ((digit & 0x80) == 0) {
        return value;
      }
    }
    throw PacketFault.malformed("a length of more than four bytes");
  }

  byte[] binary() throws PacketFault {
    int length = u16();
    need(length);
    position += length;
    return Arrays.copyOfRange(bytes, position - length, position);
  }

  /** A UTF-8 string, which must be well formed and without NUL (MQTT 5, 1.5.4). */
  String text() throws PacketFault {
    int length = u16();
    need(length);
    position += length;
    return text(bytes, position - length, length);
  }

  static String text(byte[] bytes, int from, int length) throws PacketFault {
    for (int i = from; i < from + length; i++) {
      if (bytes[i] == 0) {
        throw PacketFault.malformed("a string with a NUL in it");
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw PacketFault.malformed("a string that is not UTF-8");
    }
  }

  /** A reader of the next bytes, which this one passes over. */
  PacketReader part(int length) throws PacketFault {
    need(length);
    position += length;
    return new PacketReader(bytes, position - length, position);
  }

  void skip(int length) throws PacketFault {
    need(length);
    position += length;
  }

  /** A copy of what is left. */
  byte[] rest() {
    return Arrays.copyOfRange(bytes, position, end);
  }

  void expectEnd() throws PacketFault {
    if (position != end) {
      throw PacketFault.malformed(remaining() + " bytes too many");
    }
  }

  private void need(int count) throws PacketFault {
    if (count > end - position) {
      throw PacketFault.malformed("the packet ends too soon");
    }
  }
}

package dev.fieldcare.gateway;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The properties of an MQTT 5 packet (its section 2.2.2). User properties are passed over. */
final class Properties {
  static final int CONTENT_TYPE = 3;
  static final int SESSION_EXPIRY = 17;
  static final int ASSIGNED_CLIENT_ID = 18;
  static final int SERVER_KEEP_ALIVE = 19;
  static final int AUTHENTICATION_METHOD = 21;
  static final int WILL_DELAY = 24;
  static final int REQUEST_PROBLEM_INFORMATION = 23;
  static final int REASON_STRING = 31;
  static final int RECEIVE_MAXIMUM = 33;
  static final int TOPIC_ALIAS_MAXIMUM = 34;
  static final int TOPIC_ALIAS = 35;
  static final int RETAIN_AVAILABLE = 37;
  static final int USER_PROPERTY = 38;
  static final int MAXIMUM_PACKET_SIZE = 39;
  static final int SHARED_AVAILABLE = 42;

  /** Which properties each packet may carry, as bit sets. */
  static final long IN_CONNECT = bits(17, 33, 39, 34, 25, 23, 38, 21, 22);

  static final long IN_WILL = bits(24, 1, 2, 3, 8, 9, 38);
  static final long IN_PUBLISH = bits(1, 2, 35, 8, 9, 38, 3);
  static final long IN_ACK = bits(31, 38);
  static final long IN_SUBSCRIBE = bits(11, 38);
  static final long IN_UNSUBSCRIBE = bits(38);
  static final long IN_DISCONNECT = bits(17, 31, 38);

  static final Properties NONE = new Properties(Map.of());

  private final Map<Integer, Object> values;

  private Properties(Map<Integer, Object> values) {
    this.values = values;
  }

  static Properties read(PacketReader packet, long allowed) throws PacketFault {
    int length = packet.variable();
    if (length == 0) {
      return NONE;
    }
    PacketReader part = packet.part(length);
    var values = new HashMap<Integer, Object>();
    while (part.remaining() > 0) {
      int id = part.variable();
      if (id > 42 || (allowed & 1L << id) == 0) {
        throw PacketFault.malformed("property " + id + " does not belong in this packet");
      }
      Object value = readValue(part, id);
      if (id != USER_PROPERTY && values.put(id, value) != null) {
        throw PacketFault.protocol("property " + id + " twice");
      }
    }
    return new Properties(values);
  }

  private static Object readValue(PacketReader part, int id) throws PacketFault {
    return switch (id) {
      case 1, REQUEST_PROBLEM_INFORMATION, 25 -> flag(part.u8(), id);
      case 2, SESSION_EXPIRY, WILL_DELAY -> part.u32();
      case MAXIMUM_PACKET_SIZE -> positive(part.u32(), id);
      case TOPIC_ALIAS_MAXIMUM, TOPIC_ALIAS -> (long) part.u16();
      case RECEIVE_MAXIMUM -> positive(part.u16(), id);
      case 11 -> positive(part.variable(), id);
      case 9, 22 -> part.binary();
      case USER_PROPERTY -> part.text() + part.text();
      default -> part.text();
    };
  }

  private static long flag(long value, int id) throws PacketFault {
    if (value > 1) {
      throw PacketFault.protocol("property " + id + " is " + value + ", not 0 or 1");
    }
    return value;
  }

  private static long positive(long value, int id) throws PacketFault {
    if (value == 0) {
      throw PacketFault.protocol("property " + id + " is 0");
    }
    return value;
  }

  private static long bits(int... ids) {
    long bits = 0;
    for (int id : ids) {
      bits |= 1L << id;
    }
    return bits;
  }

  long number(int id, long otherwise) {
    return values.get(id) instanceof Long value ? value : otherwise;
  }

  boolean has(int id) {
    return values.containsKey(id);
  }

  @Nullable String text(int id) {
    return values.get(id) instanceof String value ? value : null;
  }
}

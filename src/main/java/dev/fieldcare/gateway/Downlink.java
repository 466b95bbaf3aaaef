package dev.fieldcare.gateway;

import dev.fieldcare.registry.Device;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a device has subscribed to, and the messages on their way down to it. */
final class Downlink {
  private static final int MOST_SUBSCRIPTIONS = 100;
  private static final int REFUSED_3 = 0x80;

  private final Hall hall;
  private final Device device;
  private final int version;
  private final int receiveMaximum;
  private final long maximumPacketSize;
  private final Consumer<Buffer> out;
  private final Map<String, Integer> granted = new LinkedHashMap<>();
  private final BitSet unacknowledged = new BitSet();
  private int lastPacketId;

  Downlink(Hall hall, Welcome welcome, Consumer<Buffer> out) {
    this.hall = hall;
    this.device = welcome.device();
    this.version = welcome.connect().version();
    this.receiveMaximum = welcome.receiveMaximum();
    this.maximumPacketSize =
        welcome.connect().properties().number(Properties.MAXIMUM_PACKET_SIZE, 1L << 28);
    this.out = out;
  }

  void subscribe(PacketReader packet) throws PacketFault {
    int packetId = packetId(packet);
    if (version == 5) {
      Properties.read(packet, Properties.IN_SUBSCRIBE);
    }
    List<Integer> codes = new ArrayList<>();
    Set<String> filters = new LinkedHashSet<>();
    do {
      String filter = packet.text();
      filters.add(filter);
      int options = packet.u8();
      if ((options & 3) == 3 || (options & (version == 5 ? 0xC0 : 0xFC)) != 0) {
        throw PacketFault.malformed("subscription options " + options);
      }
      codes.add(grant(filter, Math.min(options & 3, 1)));
    } while (packet.remaining() > 0);
    out.accept(PacketWriter.suback(version, packetId, bytes(codes)));
    tell(filters);
  }

  /** Whoever subscribes to what is desired hears it at once, as if it had been retained. */
  private void tell(Set<String> filters) {
    Set<String> told = new HashSet<>();
    for (String filter : filters) {
      String id = Route.deviceOf(filter);
      if (id == null || !granted.containsKey(filter)) {
        continue;
      }
      String topic = Route.topicOf(id, UpdateTalk.DESIRED);
      if (TopicFilter.matches(filter, topic) && told.add(id)) {
        hall.fleet()
            .findActive(id)
            .ifPresent(each -> send(topic, hall.updates().desired().apply(each)));
      }
    }
  }

  private int grant(String filter, int qos) {
    Reason refusal = refusalOf(filter);
    if (refusal == null) {
      granted.put(filter, qos);
      return qos;
    }
    hall.refusals()
        .refused(device.id(), "subscription", "on " + Texts.shown(filter) + ": " + refusal.label());
    return version == 5 ? refusal.code() : REFUSED_3;
  }

  private @Nullable Reason refusalOf(String filter) {
    if (filter.startsWith("$share/")) {
      return Reason.SHARED_NOT_SUPPORTED;
    }
    if (!TopicFilter.isValid(filter)) {
      return Reason.TOPIC_FILTER_INVALID;
    }
    if (granted.size() >= MOST_SUBSCRIPTIONS && !granted.containsKey(filter)) {
      return Reason.QUOTA_EXCEEDED;
    }
    return mayHear(filter) ? null : Reason.NOT_AUTHORIZED;
  }

  private boolean mayHear(String filter) {
    if (filter.startsWith("v1/devices/me/") || filter.startsWith("v1/gateway/")) {
      return true;
    }
    String id = Route.deviceOf(filter);
    if (id == null) {
      return false;
    }
    return id.equals(device.id())
        || hall.fleet().findActive(id).filter(child -> device.id().equals(child.via())).isPresent();
  }

  /** Sends when a subscription asks for it and the client keeps up; true when it was sent. */
  boolean send(String topic, byte[] payload) {
    int qos = -1;
    for (Map.Entry<String, Integer> each : granted.entrySet()) {
      if (each.getValue() > qos && TopicFilter.matches(each.getKey(), topic)) {
        qos = each.getValue();
      }
    }
    if (qos < 0 || (qos == 1 && unacknowledged.cardinality() >= receiveMaximum)) {
      return false;
    }
    int packetId = qos == 0 ? 0 : nextPacketId();
    Buffer packet = PacketWriter.publish(version, topic, payload, qos, packetId);
    if (packet.length() > maximumPacketSize) {
      return false;
    }
    unacknowledged.set(packetId, qos == 1);
    out.accept(packet);
    return true;
  }

  private int nextPacketId() {
    do {
      lastPacketId = lastPacketId % 65_535 + 1;
    } while (unacknowledged.get(lastPacketId));
    return lastPacketId;
  }

  void acknowledged(int packetId) {
    unacknowledged.clear(packetId);
  }

  void unsubscribe(PacketReader packet) throws PacketFault {
    int packetId = packetId(packet);
    if (version == 5) {
      Properties.read(packet, Properties.IN_UNSUBSCRIBE);
    }
    List<Integer> codes = new ArrayList<>();
    do {
      codes.add(granted.remove(packet.text()) == null ? 0x11 : 0);
    } while (packet.remaining() > 0);
    out.accept(PacketWriter.unsuback(version, packetId, bytes(codes)));
  }

  private static int packetId(PacketReader packet) throws PacketFault {
    int packetId = packet.u16();
    if (packetId == 0) {
      throw PacketFault.malformed("packet id 0");
    }
    return packetId;
  }

  private static byte[] bytes(List<Integer> codes) {
    byte[] bytes = new byte[codes.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = codes.get(i).byteValue();
    }
    return bytes;
  }
}

package dev.fieldcare.gateway;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Device;
import dev.fieldcare.telemetry.Message;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a device publishes, from the PUBLISH packet to the intake and back to its acknowledgement.
 * Belongs to one connection and its event loop.
 */
final class Uplink {
  private final Hall hall;
  private final boolean version5;
  private final Decoder decoder;
  private final Acknowledgements acknowledgements;
  private final Executor loop;
  private final BiConsumer<String, byte[]> send;
  private final Children children;
  private final String[] aliases = new String[Welcome.TOPIC_ALIASES + 1];

  /** QoS 2 packet ids between PUBLISH and PUBREL; true once PUBREC was sent. */
  private final Map<Integer, Boolean> unreleased = new HashMap<>();

  private Device device;
  private final String ownTopic;
  private final byte[] ownTopicBytes;

  /**
   * {@code loop} runs what it is given on the event loop of the connection; {@code send} sends
   * down, there.
   */
  Uplink(
      Hall hall,
      Welcome welcome,
      Acknowledgements acknowledgements,
      Executor loop,
      BiConsumer<String, byte[]> send) {
    this.hall = hall;
    this.device = welcome.device();
    this.version5 = welcome.connect().isVersion5();
    this.decoder = hall.codecs().decoder();
    this.acknowledgements = acknowledgements;
    this.children = new Children(hall.fleet(), loop);
    this.loop = loop;
    this.send = send;
    this.ownTopic = Route.telemetryOf(device);
    this.ownTopicBytes = ownTopic.getBytes(StandardCharsets.UTF_8);
  }

  /** The device, or a child of it, was edited. */
  void changed(Device newer) {
    if (newer.id().equals(device.id())) {
      device = newer;
    }
    children.forget();
  }

  /** Takes a PUBLISH packet, whose bytes are this class's only until it returns. */
  void publish(int header, byte[] bytes, int from, int end, Buffer out) throws PacketFault {
    int qos = header >> 1 & 3;
    if (qos == 3 || (qos == 0 && (header & 8) != 0)) {
      throw PacketFault.malformed("PUBLISH flags " + (header & 15));
    }
    var packet = new PacketReader(bytes, from, end);
    int length = packet.u16();
    int topicAt = packet.position();
    packet.skip(length);
    int packetId = qos == 0 ? 0 : packet.u16();
    if (qos > 0 && packetId == 0) {
      throw PacketFault.malformed("packet id 0");
    }
    String topic =
        Arrays.equals(bytes, topicAt, topicAt + length, ownTopicBytes, 0, ownTopicBytes.length)
            ? ownTopic
            : PacketReader.text(bytes, topicAt, length);
    String contentType = null;
    if (version5) {
      Properties properties = Properties.read(packet, Properties.IN_PUBLISH);
      contentType = properties.text(Properties.CONTENT_TYPE);
      topic = aliased(topic, properties);
    }
    hall.metrics().message();
    if (qos == 2 && isRepeated(packetId, out)) {
      return;
    }
    Unacknowledged receipt = acknowledgements.expect(qos, packetId);
    Route route =
        topic.equals(ownTopic) ? new Route(Payload.TELEMETRY, device) : routeOf(topic, receipt);
    if (route != null) {
      take(route, contentType, packet, bytes, receipt);
    }
  }

  private String aliased(String topic, Properties properties) throws PacketFault {
    if (!properties.has(Properties.TOPIC_ALIAS)) {
      if (topic.isEmpty()) {
        throw PacketFault.protocol("a PUBLISH without a topic");
      }
      return topic;
    }
    int alias = (int) properties.number(Properties.TOPIC_ALIAS, 0);
    if (alias == 0 || alias >= aliases.length) {
      throw new PacketFault(Reason.TOPIC_ALIAS_INVALID, "expected an alias of 1 to 10");
    }
    if (!topic.isEmpty()) {
      aliases[alias] = topic;
      return topic;
    }
    String known = aliases[alias];
    if (known == null) {
      throw PacketFault.protocol("topic alias " + alias + " was never given a topic");
    }
    return known;
  }

  /** Whether this QoS 2 message has been taken before; if it was stored, says so again. */
  private boolean isRepeated(int packetId, Buffer out) {
    Boolean received = unreleased.putIfAbsent(packetId, false);
    if (received == null) {
      return false;
    }
    if (received) {
      PacketWriter.appendAck(out, PacketWriter.PUBREC, packetId);
    }
    return true;
  }

  private @Nullable Route routeOf(String topic, Unacknowledged receipt) throws PacketFault {
    if (topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0) {
      throw new PacketFault(Reason.TOPIC_NAME_INVALID, "a wildcard in a topic to publish on");
    }
    Route route = Route.of(topic, device, hall.fleet());
    if (route != null) {
      return route;
    }
    String words = device.id() + " may not publish on " + Texts.shown(topic);
    if (!version5) {
      // To acknowledge would say it was stored, to be silent would have it sent for ever.
      throw new PacketFault(Reason.NOT_AUTHORIZED, words);
    }
    receipt.refused(new Problem(Problem.Kind.FORBIDDEN, "topic.foreign", words));
    return null;
  }

  private void take(
      Route route,
      @Nullable String contentType,
      PacketReader packet,
      byte[] bytes,
      Unacknowledged receipt) {
    Payload payload = route.payload();
    if (payload.namesChildren()) {
      var names = decoder.childNames(payload, bytes, packet.position(), packet.remaining());
      if (!children.knowsAll(names)) {
        byte[] copy = packet.rest();
        children
            .fetch(device, names)
            .onComplete(
                asked ->
                    loop.execute(
                        () -> {
                          var again = new PacketReader(copy, 0, copy.length);
                          decode(payload, device, contentType, again, copy, receipt);
                        }));
        return;
      }
    }
    if (payload.isOfUpdates()) {
      new UpdateWords(hall.updates(), this::down)
          .take(payload, route.device(), contentType, packet.rest(), receipt);
      return;
    }
    decode(payload, route.device(), contentType, packet, bytes, receipt);
  }

  private Future<Boolean> down(String id, String suffix, byte[] payload, boolean retained) {
    loop.execute(() -> send.accept(Route.topicOf(id, suffix), payload));
    return Future.succeededFuture(true);
  }

  private void decode(
      Payload payload,
      Device about,
      @Nullable String contentType,
      PacketReader packet,
      byte[] bytes,
      Unacknowledged receipt) {
    Decoded decoded =
        decoder.decode(
            payload,
            about,
            contentType,
            children::find,
            bytes,
            packet.position(),
            packet.remaining());
    hall.refusals().hear(about.id(), decoded);
    if (decoded.isRefused()) {
      receipt.refused(decoded.refusal());
    } else if (decoded.isEmpty()) {
      receipt.stored();
    } else {
      hall.intake()
          .submit(new Message(decoded.readings(), decoded.events(), decoded.states(), receipt));
    }
  }

  /** Tells the sender what became of a message. */
  void acknowledge(Unacknowledged message, Buffer out) throws PacketFault {
    Problem problem = message.problem();
    if (problem != null) {
      hall.refusals().refused(device.id(), problem.code(), problem.message());
    }
    if (message.qos() == 0) {
      return;
    }
    int type = message.qos() == 1 ? PacketWriter.PUBACK : PacketWriter.PUBREC;
    if (problem != null && version5) {
      PacketWriter.appendAck(
          out, type, message.packetId(), reasonOf(problem), Texts.shown(problem.code()));
      if (message.qos() == 2) {
        unreleased.remove(message.packetId());
      }
      return;
    }
    if (problem != null && isOurs(problem)) {
      // MQTT 3.1.1 cannot say no: without an answer the client tries again after reconnecting.
      throw new PacketFault(Reason.UNSPECIFIED, problem.message());
    }
    PacketWriter.appendAck(out, type, message.packetId());
    if (message.qos() == 2) {
      unreleased.put(message.packetId(), true);
    }
  }

  /** PUBREL: the packet id is free again. */
  void release(int packetId, Buffer out) {
    if (unreleased.remove(packetId) == null && version5) {
      PacketWriter.appendAck(out, PacketWriter.PUBCOMP, packetId, Reason.PACKET_ID_NOT_FOUND, "");
    } else {
      PacketWriter.appendAck(out, PacketWriter.PUBCOMP, packetId);
    }
  }

  private static boolean isOurs(Problem problem) {
    return problem.kind() == Problem.Kind.INTERNAL || problem.kind() == Problem.Kind.UNAVAILABLE;
  }

  private static Reason reasonOf(Problem problem) {
    return switch (problem.kind()) {
      case BAD_INPUT -> Reason.PAYLOAD_FORMAT_INVALID;
      case FORBIDDEN -> Reason.NOT_AUTHORIZED;
      case TOO_LARGE -> Reason.QUOTA_EXCEEDED;
      case INTERNAL, UNAVAILABLE -> Reason.UNSPECIFIED;
      default -> Reason.IMPLEMENTATION_SPECIFIC;
    };
  }
}

package dev.fieldcare.commands;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * One device of the load generator: an MQTT 3.1.1 connection that publishes QoS 1 messages of three
 * values, made from one template by changing digits in place, and counts their acknowledgements.
 * Belongs to one event loop.
 */
final class LoadConnection extends ChannelInboundHandlerAdapter {
  private static final int CONNACK = 0x20;
  private static final int PUBACK = 0x40;
  private static final int IDS = 65_535;

  /** What the connections of one generator share. */
  interface Listener {
    void connected(LoadConnection connection);

    void refused(String device, int code);

    /** {@code nanos} passed between sending a message and its acknowledgement. */
    void acknowledged(LoadConnection connection, long nanos);

    void closed(LoadConnection connection);
  }

  private final String device;
  private final byte[] connect;
  private final byte[] template;
  private final int idOffset;
  private final int tsOffset;
  private final int temperatureOffset;
  private final long firstTs;
  private final long intervalMillis;
  private final Listener listener;

  private final long[] numberOfId = new long[IDS + 1];
  private final long[] sentAt = new long[IDS + 1];
  private final BitSet acknowledged = new BitSet();
  private final byte[] pending = new byte[4];
  private int pendingLength;
  private boolean greeted;
  private long sent;
  private int inFlight;
  private ChannelHandlerContext context;

  @SuppressWarnings("NullAway.Init") // the context is set when the channel opens
  LoadConnection(
      String device, String token, long firstTs, long intervalMillis, Listener listener) {
    this.device = device;
    this.connect = Packets.connect(device, token);
    this.firstTs = firstTs;
    this.intervalMillis = intervalMillis;
    this.listener = listener;
    String payload =
        "{\"ts\":0000000000000,\"values\":{\"temperature\":41.00,\"rssi\":-67,\"memoryUsed\":51.5}}";
    this.template = Packets.publish("fc/v1/" + device + "/telemetry", payload);
    this.idOffset = Packets.idOffset(template);
    this.tsOffset = Packets.indexOf(template, "0000000000000");
    this.temperatureOffset = Packets.indexOf(template, "41.00") + 3;
  }

  String device() {
    return device;
  }

  int inFlight() {
    return inFlight;
  }

  long sent() {
    return sent;
  }

  /** Which messages, by number from 0, were acknowledged. */
  BitSet acknowledged() {
    return acknowledged;
  }

  long tsOf(long number) {
    return firstTs + number * intervalMillis;
  }

  /** The inverse of {@link #tsOf}. */
  long numberOf(long ts) {
    return (ts - firstTs) / intervalMillis;
  }

  boolean isWritable() {
    return context.channel().isWritable();
  }

  /** Sends the next {@code count} messages in one write. */
  void send(int count) {
    ByteBuf out = context.alloc().buffer(count * template.length);
    long now = System.nanoTime();
    for (int i = 0; i < count; i++) {
      int id = (int) (sent % IDS) + 1;
      numberOfId[id] = sent;
      sentAt[id] = now;
      template[idOffset] = (byte) (id >> 8);
      template[idOffset + 1] = (byte) id;
      writeDigits(tsOf(sent), tsOffset, 13);
      // A gentle wave with noise: nothing a detector should mind.
      int hundredths = (int) ((sent * 7 + (sent >> 3)) % 100);
      writeDigits(hundredths, temperatureOffset, 2);
      out.writeBytes(template);
      sent++;
    }
    inFlight += count;
    context.writeAndFlush(out, context.voidPromise());
  }

  private void writeDigits(long number, int offset, int length) {
    long rest = number;
    for (int i = offset + length - 1; i >= offset; i--) {
      template[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext opened) {
    context = opened;
    opened.writeAndFlush(opened.alloc().buffer().writeBytes(connect), opened.voidPromise());
  }

  @Override
  public void channelRead(ChannelHandlerContext from, Object message) {
    var in = (ByteBuf) message;
    try {
      while (in.isReadable()) {
        pending[pendingLength++] = in.readByte();
        if (pendingLength == 4) {
          pendingLength = 0;
          take(pending[0] & 0xF0, (pending[2] & 0xFF) << 8 | pending[3] & 0xFF);
        }
      }
    } finally {
      in.release();
    }
  }

  /** CONNACK and PUBACK both have four bytes in MQTT 3.1.1, and nothing else comes. */
  private void take(int type, int last) {
    if (type == PUBACK) {
      inFlight--;
      acknowledged.set((int) numberOfId[last]);
      listener.acknowledged(this, System.nanoTime() - sentAt[last]);
    } else if (type == CONNACK && !greeted) {
      greeted = true;
      if ((last & 0xFF) == 0) {
        listener.connected(this);
      } else {
        listener.refused(device, last & 0xFF);
        context.close();
      }
    } else {
      listener.refused(device, type);
      context.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext from) {
    listener.closed(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
    from.close(); // the server was killed; channelInactive tells
  }

  /** The two MQTT 3.1.1 packets a publisher needs. */
  private static final class Packets {
    static byte[] connect(String device, String token) {
      ByteBuf body = io.netty.buffer.Unpooled.buffer();
      string(body, "MQTT");
      body.writeByte(4); // protocol level 3.1.1
      body.writeByte(0xC2); // user name, password, clean session
      body.writeShort(0); // no keep-alive
      string(body, "bench-" + device);
      string(body, device);
      string(body, token);
      return framed(0x10, body);
    }

    static byte[] publish(String topic, String payload) {
      ByteBuf body = io.netty.buffer.Unpooled.buffer();
      string(body, topic);
      body.writeShort(0); // packet id, written per message
      body.writeBytes(payload.getBytes(StandardCharsets.US_ASCII));
      return framed(0x32, body);
    }

    static int idOffset(byte[] publish) {
      int headerLength = publish[1] < 0 ? 3 : 2;
      int topicLength = (publish[headerLength] & 0xFF) << 8 | publish[headerLength + 1] & 0xFF;
      return headerLength + 2 + topicLength;
    }

    static int indexOf(byte[] packet, String text) {
      return new String(packet, StandardCharsets.ISO_8859_1).indexOf(text);
    }

    private static void string(ByteBuf out, String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      out.writeShort(bytes.length).writeBytes(bytes);
    }

    private static byte[] framed(int header, ByteBuf body) {
      int length = body.readableBytes();
      ByteBuf packet = io.netty.buffer.Unpooled.buffer().writeByte(header);
      if (length >= 128) {
        packet.writeByte(length & 0x7F | 0x80);
      }
      packet.writeByte(length >= 128 ? length >> 7 : length).writeBytes(body);
      byte[] bytes = new byte[packet.readableBytes()];
      packet.readBytes(bytes);
      return bytes;
    }
  }
}

package dev.fieldcare.gateway;

import dev.fieldcare.registry.Device;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import org.jspecify.annotations.Nullable;

/**
 * One socket: cuts bytes into packets, stops reading while its messages or the store are behind,
 * and ends with a reason. Everything but {@link #run} happens on its event loop.
 */
final class Connection {
  /** The largest a CONNECT packet of someone unknown may be. */
  private static final int LARGEST_CONNECT = 160 * 1024;

  private static final int READ_AT_ONCE = 16 * 1024;
  private static final int COUNTED_FROM = 64 * 1024;
  private static final long CLOSE_WITHIN_MILLIS = 2_000;
  private static final long LOGIN_HOLDS_NANOS = 5_000_000_000L;

  private final Hall hall;
  private final NetSocketInternal socket;
  private final Context context;
  private final ChannelConfig channel;
  private final Inbound inbound = new Inbound();
  private final Acknowledgements acknowledgements;
  private final Dialogue dialogue;
  private long countedBytes;
  private long heardAt = System.nanoTime();
  private long loginCheckedAt = heardAt;
  private boolean held;
  private boolean waitsForIntake;
  private boolean reading;
  private boolean ended;

  Connection(Hall hall, NetSocketInternal socket, Context context) {
    this.hall = hall;
    this.socket = socket;
    this.context = context;
    this.channel = socket.channelHandlerContext().channel().config();
    this.acknowledgements = new Acknowledgements(() -> run(this::settle));
    this.dialogue = new Dialogue(hall, this, acknowledgements);
  }

  /** Begins to read; the task runs once, when the socket has closed. */
  void open(Runnable whenClosed) {
    // What one read may bring is what a held connection may keep.
    channel.setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(64, 2_048, READ_AT_ONCE));
    hall.metrics().connected();
    socket.handler(this::arrived);
    socket.drainHandler(drained -> relieve());
    socket.exceptionHandler(broken -> {});
    socket.closeHandler(
        closed -> {
          closed();
          whenClosed.run();
        });
  }

  /** Runs the task on this connection's event loop; from any thread. */
  void run(Runnable task) {
    context.runOnContext(now -> task.run());
  }

  private void arrived(Buffer bytes) {
    if (ended) {
      return;
    }
    heardAt = System.nanoTime();
    hall.metrics().received(bytes.length());
    inbound.add(bytes.getBytes());
    proceed();
  }

  /** Takes the packets that have wholly arrived, for as long as there is room for more. */
  void proceed() {
    if (reading || ended) {
      return;
    }
    reading = true;
    Buffer out = Buffer.buffer();
    try {
      while (!ended && !held && inbound.size() > 0) {
        if (mustHold()) {
          hold();
        } else if (!takePacket(out)) {
          break;
        }
      }
      write(out);
      inbound.trim();
      account();
    } catch (PacketFault fault) {
      write(out);
      fail(fault);
    } finally {
      reading = false;
    }
  }

  private boolean takePacket(Buffer out) throws PacketFault {
    byte[] bytes = inbound.bytes();
    dialogue.expect(bytes[inbound.from()] & 0xff);
    int at = inbound.from() + 1;
    int length = 0;
    for (int shift = 0; ; shift += 7) {
      if (at >= inbound.to()) {
        return false;
      }
      int digit = bytes[at++];
      length |= (digit & 0x7f) << shift;
      if (digit >= 0) {
        break;
      }
      if (shift == 21) {
        throw PacketFault.malformed("a length of more than four bytes");
      }
    }
    int limit = hall.settings().maxPacketSize();
    if (length > (dialogue.isOpen() ? limit : Math.min(limit, LARGEST_CONNECT))) {
      throw new PacketFault(
          Reason.PACKET_TOO_LARGE,
          "expected at most " + limit + " bytes in a packet, found " + length);
    }
    if (inbound.to() - at < length) {
      return false;
    }
    int header = bytes[inbound.from()] & 0xff;
    inbound.take(at + length);
    dialogue.packet(header, bytes, at, at + length, out);
    return true;
  }

  private void account() throws PacketFault {
    long now = inbound.size() > COUNTED_FROM ? inbound.bytes().length : 0;
    if (!hall.budget().change(countedBytes, now)) {
      throw new PacketFault(Reason.QUOTA_EXCEEDED, "too many large packets are arriving at once");
    }
    countedBytes = now;
  }

  private boolean mustHold() {
    if (!dialogue.isOpen()) {
      return dialogue.isWaiting();
    }
    return acknowledgements.size() >= hall.settings().maxInFlight()
        || hall.intake().isSaturated()
        || socket.writeQueueFull();
  }

  private void hold() {
    held = true;
    hall.metrics().held();
    channel.setAutoRead(false);
    waitForIntake();
  }

  private void waitForIntake() {
    if (!waitsForIntake && hall.intake().isSaturated()) {
      waitsForIntake = true;
      hall.intake()
          .whenRelieved(
              () ->
                  run(
                      () -> {
                        waitsForIntake = false;
                        relieve();
                      }));
    }
  }

  /** Reads on, if nothing stands against it any more. */
  void relieve() {
    if (!held || ended) {
      return;
    }
    waitForIntake();
    if (waitsForIntake
        || dialogue.isWaiting()
        || acknowledgements.size() > hall.settings().maxInFlight() / 2
        || socket.writeQueueFull()) {
      return;
    }
    held = false;
    hall.metrics().released();
    heardAt = System.nanoTime();
    proceed();
    if (!held && !ended) {
      channel.setAutoRead(true);
    }
  }

  private void settle() {
    if (ended) {
      return;
    }
    Buffer out = Buffer.buffer();
    try {
      acknowledgements.settle(message -> dialogue.acknowledge(message, out));
    } catch (PacketFault fault) {
      write(out);
      fail(fault);
      return;
    }
    write(out);
    relieve();
  }

  void write(Buffer out) {
    if (out.length() > 0 && !ended) {
      socket.write(out);
    }
  }

  /**
   * Ends a connection that keeps silent, before its CONNECT or beyond its keep alive, or whose
   * token has expired meanwhile.
   */
  void sweep(long nanoTime) {
    if (!ended && nanoTime - loginCheckedAt > LOGIN_HOLDS_NANOS) {
      loginCheckedAt = nanoTime;
      dialogue.checkLogin();
    }
    if (held || ended) {
      return;
    }
    long silence = nanoTime - heardAt;
    if (!dialogue.isOpen()) {
      if (silence > hall.settings().connectTimeout().toNanos()) {
        fail(new PacketFault(Reason.KEEP_ALIVE_TIMEOUT, "no CONNECT packet came"));
      }
    } else if (dialogue.patienceNanos() > 0 && silence > dialogue.patienceNanos()) {
      fail(new PacketFault(Reason.KEEP_ALIVE_TIMEOUT, "silent for 1.5 times its keep alive"));
    }
  }

  void fail(PacketFault fault) {
    if (!ended) {
      hall.refusals().refused(who(), "packet." + fault.reason().label(), fault.text());
      end(dialogue.farewell(fault.reason()));
    }
  }

  /** Says a last word, possibly nothing, and closes. */
  void end(Buffer lastWord) {
    if (ended) {
      return;
    }
    write(lastWord);
    ended = true;
    release();
    // One that no longer reads would keep its last word, and with it the socket, for ever.
    long timer =
        hall.vertx()
            .setTimer(
                CLOSE_WITHIN_MILLIS, late -> socket.channelHandlerContext().channel().close());
    socket.close().onComplete(done -> hall.vertx().cancelTimer(timer));
    dialogue.over();
  }

  private void release() {
    inbound.clear();
    hall.budget().change(countedBytes, 0);
    countedBytes = 0;
    if (held) {
      held = false;
      hall.metrics().released();
    }
  }

  private void closed() {
    hall.metrics().disconnected();
    if (!ended) {
      ended = true;
      release();
      dialogue.over();
    }
  }

  @Nullable String certifiedName() {
    return ClientCertificate.nameOf(socket, hall.fleet());
  }

  /** For logs: the device, or where the connection comes from. */
  private String who() {
    Device device = dialogue.device();
    return device != null ? device.id() : String.valueOf(socket.remoteAddress().hostAddress());
  }

  boolean hasEnded() {
    return ended;
  }

  Dialogue dialogue() {
    return dialogue;
  }
}

package dev.fieldcare.gateway;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** A client that sends exactly the bytes it is told, right or wrong. */
final class RawClient implements AutoCloseable {
  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  RawClient(int port) throws IOException {
    this(new Socket("127.0.0.1", port));
  }

  RawClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(15_000);
    in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
    out = socket.getOutputStream();
  }

  /** Connects as a device and expects to be let in. */
  static RawClient connected(int port, int version, String device) throws IOException {
    var client = new RawClient(port);
    client.send(connect(version, "raw-" + device, device, "token-" + device, 0));
    byte[] answer = client.packet();
    if (answer[0] != 0x20 || answer[answer[1] == 2 ? 3 : 3] != 0) {
      throw new IOException("not let in: " + HexFormat.of().formatHex(answer));
    }
    return client;
  }

  static byte[] connect(int version, String client, String user, String password, int keepAlive) {
    var body = new Bytes().text("MQTT").u8(version).u8(0xC2).u16(keepAlive);
    if (version == 5) {
      body.u8(0);
    }
    return body.text(client).text(user).text(password).packet(0x10);
  }

  /** A PUBLISH of QoS 0, 1 or 2 without properties. */
  static byte[] publish(int version, int qos, int packetId, String topic, String payload) {
    var body = new Bytes().text(topic);
    if (qos > 0) {
      body.u16(packetId);
    }
    if (version == 5) {
      body.u8(0);
    }
    return body.raw(payload.getBytes(StandardCharsets.UTF_8)).packet(0x30 | qos << 1);
  }

  void send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  void sendHex(String hex) throws IOException {
    send(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  /** The next whole packet; fails when the connection ends. */
  byte[] packet() throws IOException {
    int header = in.readUnsignedByte();
    int length = 0;
    int shift = 0;
    int digit;
    var packet = new ByteArrayOutputStream();
    packet.write(header);
    do {
      digit = in.readUnsignedByte();
      packet.write(digit);
      length |= (digit & 0x7f) << shift;
      shift += 7;
    } while (digit > 0x7f);
    packet.write(in.readNBytes(length));
    return packet.toByteArray();
  }

  /** The next packet as hexadecimal digits, or "closed" when the server has closed. */
  String hear() throws IOException {
    try {
      return HexFormat.of().formatHex(packet());
    } catch (EOFException | SocketException e) {
      return "closed";
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Puts the bytes of a packet together. */
  static final class Bytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Bytes u8(int value) {
      bytes.write(value);
      return this;
    }

    Bytes u16(int value) {
      return u8(value >>> 8).u8(value & 0xff);
    }

    Bytes u32(long value) {
      return u16((int) (value >>> 16)).u16((int) (value & 0xffff));
    }

    Bytes text(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      return u16(utf8.length).raw(utf8);
    }

    Bytes raw(byte[] more) {
      bytes.writeBytes(more);
      return this;
    }

    Bytes variable(int value) {
      int rest = value;
      while (rest > 0x7f) {
        u8(rest & 0x7f | 0x80);
        rest >>>= 7;
      }
      return u8(rest);
    }

    byte[] toBytes() {
      return bytes.toByteArray();
    }

    byte[] packet(int header) {
      byte[] body = toBytes();
      return new Bytes().u8(header).variable(body.length).raw(body).toBytes();
    }
  }

  static byte[] joined(byte[]... packets) {
    var all = new Bytes();
    Arrays.stream(packets).forEach(all::raw);
    return all.toBytes();
  }
}

package dev.fieldcare.gateway;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the MQTT endpoint listens and what it bears.
 *
 * @param port 0 for any free one, negative for no plain port
 * @param tls the encrypted port, absent when there is none
 * @param maxPacketSize in bytes, counted as MQTT counts its remaining length
 * @param maxInFlight how many messages of one connection may wait to be stored before it is no
 *     longer read; half of it is announced to MQTT 5 clients as Receive Maximum
 * @param maxBufferedBytes over all connections, what packets that have not wholly arrived may
 *     occupy
 * @param keepAliveCap the longest keep alive a client may have, zero for any
 * @param eventLoops how many threads read
 */
public record MqttSettings(
    String host,
    int port,
    @Nullable Tls tls,
    int maxPacketSize,
    int maxInFlight,
    int maxConnections,
    long maxBufferedBytes,
    Duration keepAliveCap,
    Duration connectTimeout,
    int eventLoops) {

  /**
   * The encrypted port; paths are of PEM files.
   *
   * @param clientCa who signs client certificates besides our own device CA, absent when nobody
   * @param deviceCa our own device CA's certificate in PEM, absent when its are not taken
   */
  public record Tls(
      int port,
      String certificate,
      String key,
      @Nullable String clientCa,
      @Nullable String deviceCa) {

    public Tls(int port, String certificate, String key, @Nullable String clientCa) {
      this(port, certificate, key, clientCa, null);
    }
  }

  /** What holds when nothing else is said, on this host and port. */
  public static MqttSettings of(String host, int port) {
    return new MqttSettings(
        host,
        port,
        null,
        1 << 20,
        2_000,
        20_000,
        64L << 20,
        Duration.ZERO,
        Duration.ofSeconds(10),
        2);
  }

  public MqttSettings withTls(Tls other) {
    return new MqttSettings(
        host,
        port,
        other,
        maxPacketSize,
        maxInFlight,
        maxConnections,
        maxBufferedBytes,
        keepAliveCap,
        connectTimeout,
        eventLoops);
  }

  /** The same, taking certificates of this device CA (PEM) on the encrypted port. */
  public MqttSettings trusting(String deviceCa) {
    return tls == null
        ? this
        : withTls(new Tls(tls.port(), tls.certificate(), tls.key(), tls.clientCa(), deviceCa));
  }

  /** As announced to MQTT 5 clients. */
  int receiveMaximum() {
    return Math.clamp(maxInFlight / 2, 1, 65_535);
  }
}

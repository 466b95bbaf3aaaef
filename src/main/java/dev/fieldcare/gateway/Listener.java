package dev.fieldcare.gateway;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One event loop's share of the endpoint: its server sockets and its connections. */
final class Listener extends VerticleBase {
  private static final long SWEEP_MILLIS = 500;

  /** Beyond the limit, so many more sockets may stay until they have been told of it. */
  private static final int SPARE_SOCKETS = 200;

  private final Hall hall;
  private final int freePort;
  private final List<Integer> ports = new ArrayList<>();
  private final Set<Connection> connections = new HashSet<>();

  /**
   * {@code freePort} is negative: listeners of one number (and of the next lower one, for TLS)
   * share whatever port is found for port 0.
   */
  Listener(Hall hall, int freePort) {
    this.hall = hall;
    this.freePort = freePort;
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(
        SWEEP_MILLIS,
        timer -> {
          long now = System.nanoTime();
          List.copyOf(connections).forEach(each -> each.sweep(now));
        });
    var options =
        new NetServerOptions()
            .setHost(hall.settings().host())
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true)
            .setAcceptBacklog(4_096);
    MqttSettings.Tls tls = hall.settings().tls();
    int tlsPort = tls == null ? -1 : tls.port();
    return listen(new NetServerOptions(options), hall.settings().port(), freePort)
        .compose(plain -> listen(encrypted(options), tlsPort, freePort - 1));
  }

  private Future<Void> listen(NetServerOptions options, int port, int free) {
    if (port < 0) {
      ports.add(port);
      return Future.succeededFuture();
    }
    return vertx
        .createNetServer(options.setPort(port == 0 ? free : port))
        .connectHandler(this::accept)
        .exceptionHandler(failed -> hall.metrics().refused("connection.handshake"))
        .listen()
        .map(server -> ports.add(server.actualPort()))
        .mapEmpty();
  }

  private NetServerOptions encrypted(NetServerOptions options) {
    MqttSettings.Tls tls = hall.settings().tls();
    if (tls == null) {
      return options;
    }
    options
        .setSsl(true)
        .setKeyCertOptions(
            new PemKeyCertOptions().addCertPath(tls.certificate()).addKeyPath(tls.key()));
    if (tls.clientCa() != null || tls.deviceCa() != null) {
      options
          .setTrustOptions(ClientCertificate.trust(tls.deviceCa(), tls.clientCa()))
          .setClientAuth(ClientAuth.REQUEST);
    }
    return options;
  }

  private void accept(NetSocket socket) {
    int most = hall.settings().maxConnections() + SPARE_SOCKETS;
    if (hall.sessions().sockets().incrementAndGet() > most) {
      hall.sessions().sockets().decrementAndGet();
      hall.metrics().refused("connection.tooMany");
      socket.close();
      return;
    }
    var connection = new Connection(hall, (NetSocketInternal) socket, context);
    connections.add(connection);
    connection.open(
        () -> {
          connections.remove(connection);
          hall.sessions().sockets().decrementAndGet();
        });
  }

  /** Where it listens: the plain port and the encrypted one, negative when there is none. */
  List<Integer> ports() {
    return ports;
  }
}

package dev.fieldcare;

import dev.fieldcare.base.Problem;
import dev.fieldcare.gateway.ClientCertificate;
import dev.fieldcare.registry.enrolment.DeviceAuthority;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Where HTTP comes in: the plain port and, when configured, the encrypted one. */
final class HttpDoors {
  /** Our own certificate is made anew at every start. */
  private static final Duration LIFE_OF_OWN_CERTIFICATE = Duration.ofDays(397);

  /** Keeps the ports that several servers of one process find for themselves apart. */
  private static final AtomicInteger FREE_PORTS = new AtomicInteger(-1_000_000);

  private final Vertx vertx;
  private final Settings settings;
  private final Router router;
  private final Predicate<HttpServerRequest> ofDevices;

  /**
   * @param ofDevices answers a request if it is a device's; asked first, because devices ask most
   */
  HttpDoors(Vertx vertx, Settings settings, Router router, Predicate<HttpServerRequest> ofDevices) {
    this.vertx = vertx;
    this.settings = settings;
    this.router = router;
    this.ofDevices = ofDevices;
  }

  /** Succeeds with the port. */
  Future<Integer> plain(Running running) {
    return listen("http.port", 0, new HttpServerOptions(), running);
  }

  /** Where {@code http.tls.port} opens none, succeeds with nothing listening on port -1. */
  Future<Integer> encrypted(DeviceAuthority authority, Clock clock, Running running) {
    if (settings.port("http.tls.port", -1) < 0) {
      return Future.succeededFuture(-1);
    }
    var options =
        new HttpServerOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setKeyCertOptions(identity(authority, clock))
            .setTrustOptions(
                ClientCertificate.trust(authority.pem(), settings.optional("http.tls.clientCa")))
            .setClientAuth(ClientAuth.REQUEST);
    return listen("http.tls.port", 0, options, running);
  }

  private PemKeyCertOptions identity(DeviceAuthority authority, Clock clock) {
    String certificate = settings.optional("http.tls.certificate");
    String key = settings.optional("http.tls.key");
    if (certificate != null && key != null) {
      return new PemKeyCertOptions().addCertPath(certificate).addKeyPath(key);
    }
    if (certificate != null || key != null) {
      throw Problem.badInput(
          "settings.invalid", "http.tls.certificate and http.tls.key are needed together");
    }
    var own = authority.issueServer(names(), clock.instant(), LIFE_OF_OWN_CERTIFICATE);
    return new PemKeyCertOptions()
        .addCertValue(Buffer.buffer(own.certificate()))
        .addKeyValue(Buffer.buffer(own.key()));
  }

  private List<String> names() {
    var names = new LinkedHashSet<String>();
    names.add("localhost");
    names.add("127.0.0.1");
    names.add(settings.text("http.host"));
    String host = URI.create(settings.publicUrl()).getHost();
    if (host != null) {
      names.add(host.replace("[", "").replace("]", ""));
    }
    return List.copyOf(names);
  }

  /** On several event loops, which share the port; a negative one is found once for all of them. */
  private Future<Integer> listen(
      String key, int least, HttpServerOptions options, Running running) {
    int wanted = settings.port(key, least);
    options
        .setCompressionSupported(true)
        .setHandle100ContinueAutomatically(true)
        .setHost(settings.text("http.host"))
        .setPort(wanted == 0 ? FREE_PORTS.decrementAndGet() : wanted);
    var ports = new ConcurrentLinkedQueue<Integer>();
    return vertx
        .deployVerticle(
            () -> new Door(options, ports),
            new DeploymentOptions().setInstances(settings.integer("http.eventLoops", 1, 64)))
        .map(
            deployment -> {
              running.stopBy(() -> vertx.undeploy(deployment));
              return ports.element();
            })
        .recover(
            cause ->
                Future.failedFuture(
                    Problem.unavailable(
                        key,
                        key
                            + " ("
                            + SettingsFile.variableOf(key)
                            + ") "
                            + settings.text(key)
                            + " cannot be listened on: "
                            + cause.getMessage(),
                        cause)));
  }

  /** One event loop's share of a port. */
  private final class Door extends VerticleBase {
    private final HttpServerOptions options;
    private final Queue<Integer> ports;

    Door(HttpServerOptions options, Queue<Integer> ports) {
      this.options = options;
      this.ports = ports;
    }

    @Override
    public Future<?> start() {
      return vertx
          .createHttpServer(options)
          .requestHandler(
              request -> {
                if (!ofDevices.test(request)) {
                  router.handle(request);
                }
              })
          .listen()
          .onSuccess(server -> ports.add(server.actualPort()));
    }
  }
}

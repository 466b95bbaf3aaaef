package dev.fieldcare;

import dev.fieldcare.base.Problem;
import dev.fieldcare.gateway.ClientCertificate;
import dev.fieldcare.registry.enrolment.DeviceAuthority;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;

/** Where HTTP comes in: the plain port and, when configured, the encrypted one. */
final class HttpDoors {
  /** Our own certificate is made anew at every start. */
  private static final Duration LIFE_OF_OWN_CERTIFICATE = Duration.ofDays(397);

  private final Vertx vertx;
  private final Settings settings;
  private final Router router;

  HttpDoors(Vertx vertx, Settings settings, Router router) {
    this.vertx = vertx;
    this.settings = settings;
    this.router = router;
  }

  Future<HttpServer> plain() {
    return listen("http.port", 0, new HttpServerOptions());
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
    return listen("http.tls.port", 0, options)
        .map(
            server -> {
              running.stopBy(server::close);
              return server.actualPort();
            });
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

  private Future<HttpServer> listen(String key, int least, HttpServerOptions options) {
    return vertx
        .createHttpServer(options.setCompressionSupported(true))
        .requestHandler(router)
        .listen(settings.port(key, least), settings.text("http.host"))
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
}

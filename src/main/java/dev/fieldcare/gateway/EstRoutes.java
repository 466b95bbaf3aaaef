package dev.fieldcare.gateway;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.enrolment.CertificatesOnly;
import dev.fieldcare.registry.enrolment.Enrolments;
import dev.fieldcare.registry.enrolment.RevocationList;
import dev.fieldcare.registry.enrolment.SigningRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enrolment over secure transport (RFC 7030): the authority's certificates, a first certificate for
 * a one-time password, the next one for the one before. What goes wrong is told as plain text.
 */
public final class EstRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(EstRoutes.class);
  private static final String PREFIX = "/.well-known/est";
  private static final String CERTIFICATES = "application/pkcs7-mime";
  private static final String REVOCATIONS = "/pki/crl";
  private static final String REVOCATION_LIST = "application/pkix-crl";
  private static final String PEM = "application/x-pem-file";
  private static final String REQUEST = "application/pkcs10";

  /** A password of ours is shorter by far. */
  private static final int LONGEST_CREDENTIALS = 512;

  private record Login(String device, String password) {}

  private final Vertx vertx;
  private final Enrolments enrolments;
  private final GatewayMetrics metrics;

  public EstRoutes(Vertx vertx, Enrolments enrolments, GatewayMetrics metrics) {
    this.vertx = vertx;
    this.enrolments = enrolments;
    this.metrics = metrics;
  }

  /** To be mounted at the root. */
  public Router router() {
    Router router = Router.router(vertx);
    router.get(PREFIX + "/cacerts").handler(this::authority);
    router.get(REVOCATIONS).handler(context -> revocations(context, false));
    router.get(REVOCATIONS + ".pem").handler(context -> revocations(context, true));
    router.post(PREFIX + "/simpleenroll").handler(context -> read(context, this::enrol));
    router.post(PREFIX + "/simplereenroll").handler(context -> read(context, this::renew));
    return router;
  }

  private void authority(RoutingContext context) {
    answer(context, CERTIFICATES, enrolments.authority().certificate());
  }

  /** The revocation list as RFC 2585 has it sent, or in PEM, as brokers and proxies read it. */
  private void revocations(RoutingContext context, boolean isPem) {
    enrolments
        .revocations()
        .current()
        .onSuccess(
            list ->
                context
                    .response()
                    .putHeader("Content-Type", isPem ? PEM : REVOCATION_LIST)
                    .putHeader("Cache-Control", "no-cache")
                    .end(
                        Buffer.buffer(isPem ? RevocationList.pem(list) : RevocationList.der(list))))
        .onFailure(failure -> refuse(context, failure));
  }

  private Future<X509Certificate> enrol(HttpServerRequest request, byte[] body) {
    mustBePrivate(request);
    Login login = login(request.getHeader("Authorization"));
    return enrolments.enrol(login.device(), login.password(), SigningRequest.read(body));
  }

  private Future<X509Certificate> renew(HttpServerRequest request, byte[] body) {
    X509Certificate current =
        ClientCertificate.of(request)
            .orElseThrow(
                () ->
                    new Problem(
                        Problem.Kind.FORBIDDEN,
                        "enrolment.certificate",
                        "expected the certificate to renew as the TLS client's, found none"));
    return enrolments.renew(current, SigningRequest.read(body));
  }

  /** A password must not be seen by others on its way. */
  private static void mustBePrivate(HttpServerRequest request) {
    if (!request.isSSL() && !isLoopback(request.remoteAddress().hostAddress())) {
      throw new Problem(
          Problem.Kind.FORBIDDEN,
          "enrolment.plain",
          "expected TLS for a one-time password, found a plain connection from elsewhere");
    }
  }

  private static boolean isLoopback(@Nullable String address) {
    try {
      return address != null && InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static Login login(@Nullable String header) {
    if (header != null
        && header.length() <= LONGEST_CREDENTIALS
        && header.regionMatches(true, 0, "Basic ", 0, 6)) {
      try {
        byte[] bytes = Base64.getDecoder().decode(header.substring(6).strip());
        String text = new String(bytes, StandardCharsets.UTF_8);
        int colon = text.indexOf(':');
        if (colon > 0) {
          return new Login(text.substring(0, colon), text.substring(colon + 1));
        }
      } catch (IllegalArgumentException e) {
        // not base64: told below
      }
    }
    throw new Problem(
        Problem.Kind.UNAUTHENTICATED,
        "enrolment.password",
        "expected the device id and its one-time password by HTTP Basic");
  }

  private void read(
      RoutingContext context, BiFunction<HttpServerRequest, byte[], Future<X509Certificate>> then) {
    HttpServerRequest request = context.request();
    String type = request.getHeader("Content-Type");
    if (type == null || !type.strip().toLowerCase(java.util.Locale.ROOT).startsWith(REQUEST)) {
      refuse(context, 415, "request.type", "Content-Type: expected " + REQUEST + ", found " + type);
      return;
    }
    Buffer body = Buffer.buffer();
    request.handler(
        chunk -> {
          // one byte more than is allowed is kept, so that the reader refuses it
          int room = SigningRequest.LONGEST + 1 - body.length();
          body.appendBuffer(chunk.length() > room ? chunk.slice(0, Math.max(0, room)) : chunk);
        });
    request.endHandler(
        end ->
            vertx
                .executeBlocking(() -> then.apply(request, body.getBytes()), false)
                .compose(issued -> issued)
                .onSuccess(
                    issued -> answer(context, CERTIFICATES + "; smime-type=certs-only", issued))
                .onFailure(failure -> refuse(context, failure)));
    if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      context.response().writeContinue();
    }
  }

  private static void answer(RoutingContext context, String type, X509Certificate certificate) {
    context
        .response()
        .putHeader("Content-Type", type)
        .putHeader("Content-Transfer-Encoding", "base64")
        .putHeader("Cache-Control", "no-store")
        .end(CertificatesOnly.base64(List.of(certificate)));
  }

  private void refuse(RoutingContext context, Throwable failure) {
    if (failure instanceof Problem problem && problem.kind() != Problem.Kind.INTERNAL) {
      refuse(context, problem.kind().status(), problem.code(), problem.message());
    } else {
      LOG.error("{} failed", context.request().path(), failure);
      refuse(context, 500, "internal", "something went wrong that we did not foresee");
    }
  }

  private void refuse(RoutingContext context, int status, String code, String detail) {
    metrics.refused(code);
    if (context.response().ended() || context.response().closed()) {
      return;
    }
    if (status == 401) {
      context.response().putHeader("WWW-Authenticate", "Basic realm=\"fieldcare\"");
    }
    context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "text/plain; charset=utf-8")
        .putHeader("Cache-Control", "no-store")
        .end(detail + "\n");
  }
}

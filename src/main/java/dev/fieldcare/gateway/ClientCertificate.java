package dev.fieldcare.gateway;

import dev.fieldcare.registry.Device;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemTrustOptions;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * What a client proved to own when its TLS connection was made: a certificate signed by somebody we
 * trust. Whether it still holds is asked of the {@link Fleet} every time.
 */
public final class ClientCertificate {
  private ClientCertificate() {}

  /**
   * Whose client certificates a listener takes: the device CA's, and of whoever else is trusted.
   *
   * @param deviceCa PEM
   * @param others a PEM file
   */
  public static PemTrustOptions trust(@Nullable String deviceCa, @Nullable String others) {
    var trust = new PemTrustOptions();
    if (deviceCa != null) {
      trust.addCertValue(Buffer.buffer(deviceCa));
    }
    if (others != null) {
      trust.addCertPath(others);
    }
    return trust;
  }

  /** Empty when the connection is not encrypted or the client showed none. */
  public static Optional<X509Certificate> of(HttpServerRequest request) {
    if (!request.isSSL()) {
      return Optional.empty();
    }
    try {
      return first(request.connection().peerCertificates());
    } catch (SSLPeerUnverifiedException e) {
      // None was shown: other ways to prove oneself remain.
      return Optional.empty();
    }
  }

  /** The device in service that the client's certificate stands for. */
  public static Optional<Device> deviceOf(HttpServerRequest request, Fleet fleet) {
    return of(request)
        .filter(fleet.holds())
        .map(ClientCertificate::commonName)
        .flatMap(fleet::findActive);
  }

  /** The common name of the certificate the client proved to own, if that holds, or null. */
  static @Nullable String nameOf(NetSocket socket, Fleet fleet) {
    if (!socket.isSsl()) {
      return null;
    }
    try {
      return first(socket.peerCertificates())
          .filter(fleet.holds())
          .map(ClientCertificate::commonName)
          .orElse(null);
    } catch (SSLPeerUnverifiedException e) {
      // None was shown: the other two ways to prove oneself remain.
      return null;
    }
  }

  private static Optional<X509Certificate> first(List<Certificate> chain) {
    return !chain.isEmpty() && chain.getFirst() instanceof X509Certificate certificate
        ? Optional.of(certificate)
        : Optional.empty();
  }

  private static @Nullable String commonName(X509Certificate certificate) {
    try {
      return new LdapName(certificate.getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(part -> part.getType().equalsIgnoreCase("CN"))
              .map(Rdn::getValue)
              .map(String::valueOf)
              .findFirst()
              .orElse(null);
    } catch (InvalidNameException e) {
      return null;
    }
  }
}

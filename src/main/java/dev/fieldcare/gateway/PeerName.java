package dev.fieldcare.gateway;

import io.vertx.core.http.HttpConnection;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** The common name in the certificate that a peer proved to own. */
public final class PeerName {
  private PeerName() {}

  /** Null when the connection is not encrypted or no certificate was given. */
  public static @Nullable String of(HttpConnection connection) {
    if (!connection.isSsl()) {
      return null;
    }
    try {
      return of(connection.peerCertificates().getFirst());
    } catch (SSLPeerUnverifiedException e) {
      // No certificate was given: the other ways to prove oneself remain.
      return null;
    }
  }

  static @Nullable String of(Certificate certificate) {
    if (!(certificate instanceof X509Certificate x509)) {
      return null;
    }
    try {
      return new LdapName(x509.getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(part -> part.getType().equalsIgnoreCase("CN"))
              .map(Rdn::getValue)
              .map(String::valueOf)
              .findFirst()
              .orElse(null);
    } catch (InvalidNameException e) {
      // A name that cannot be read proves nothing.
      return null;
    }
  }
}

package dev.fieldcare.gateway;

import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sockets that send small packets at once: acknowledgements are small, and waiting for more (Nagle)
 * made reading from a broker many times slower.
 */
final class QuickSockets {
  private QuickSockets() {}

  static SocketFactory plain() {
    return new Plain(SocketFactory.getDefault());
  }

  /** Encrypted ones; {@code ca} as in {@link BrokerSettings}. */
  static SSLSocketFactory encrypted(@Nullable String ca) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, ca == null ? null : trusting(ca).getTrustManagers(), null);
      return new Encrypted(context.getSocketFactory());
    } catch (GeneralSecurityException | IOException e) {
      throw Problem.badInput(
          "broker.ca", "expected PEM certificates in " + ca + ": " + e.getMessage());
    }
  }

  private static TrustManagerFactory trusting(String ca)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream file = Files.newInputStream(Path.of(ca))) {
      int number = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
        store.setCertificateEntry("ca-" + number++, each);
      }
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }

  private static Socket quick(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    return socket;
  }

  /** Plain sockets. */
  private static final class Plain extends SocketFactory {
    private final SocketFactory inner;

    private Plain(SocketFactory inner) {
      this.inner = inner;
    }

    @Override
    public Socket createSocket() throws IOException {
      return quick(inner.createSocket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return quick(inner.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort)
        throws IOException {
      return quick(inner.createSocket(host, port, from, fromPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      return quick(inner.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
        throws IOException {
      return quick(inner.createSocket(host, port, from, fromPort));
    }
  }

  /** TLS sockets. */
  private static final class Encrypted extends SSLSocketFactory {
    private final SSLSocketFactory inner;

    private Encrypted(SSLSocketFactory inner) {
      this.inner = inner;
    }

    @Override
    public Socket createSocket() throws IOException {
      return quick(inner.createSocket());
    }

    @Override
    public Socket createSocket(Socket under, String host, int port, boolean close)
        throws IOException {
      return quick(inner.createSocket(quick(under), host, port, close));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return quick(inner.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort)
        throws IOException {
      return quick(inner.createSocket(host, port, from, fromPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      return quick(inner.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
        throws IOException {
      return quick(inner.createSocket(host, port, from, fromPort));
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return inner.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return inner.getSupportedCipherSuites();
    }
  }
}

package dev.fieldcare.tickets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The lists of revoked certificates (RFC 5280) that lie beside the authorities, read again when
 * their files change. An authority of which there is no list is not asked; one of which there is
 * must have one that holds now, or nothing it issued counts.
 *
 * <p>The check of the JDK's PKIX is not used for it: it does not regard when something was revoked,
 * and lets an outdated list pass where lists may be missing.
 */
public final class Revocations {
  /** There are no lists. */
  public static final Revocations NONE = new Revocations(null);

  private static final int SIGNS_LISTS = 6;

  private final @Nullable Path place;
  private Map<Path, FileTime> stamps = Map.of();
  private List<X509CRL> lists = List.of();

  private Revocations(@Nullable Path place) {
    this.place = place;
  }

  /**
   * @param place a file of lists in PEM or DER, or a directory of such files
   * @throws GeneralSecurityException when there is none to be read there
   */
  public static Revocations at(Path place) throws GeneralSecurityException {
    var found = new Revocations(place);
    if (found.lists().isEmpty()) {
      throw broken("crl.unreadable", "expected a list of revoked certificates, found none", place);
    }
    return found;
  }

  /**
   * Whether what these certificates signed at that moment counts: none of them was revoked by then.
   *
   * @param path from the signer's certificate up, without the authority's
   * @param authority who issued the last one
   * @param at when it was signed, as proven by whoever received it
   * @param now by when lists must hold
   * @throws GeneralSecurityException naming the rule that it breaks: {@code crl.unreadable}, {@code
   *     crl.signature}, {@code crl.extension}, {@code crl.expired} or {@code crl.revoked}
   */
  void check(List<X509Certificate> path, X509Certificate authority, Instant at, Instant now)
      throws GeneralSecurityException {
    List<X509CRL> all = lists();
    for (int i = 0; i < path.size(); i++) {
      X509Certificate issuer = i + 1 < path.size() ? path.get(i + 1) : authority;
      X509CRL list = newestOf(issuer, all);
      if (list != null) {
        check(path.get(i), issuer, list, at, now);
      }
    }
  }

  private static @Nullable X509CRL newestOf(X509Certificate issuer, List<X509CRL> all)
      throws GeneralSecurityException {
    List<X509CRL> its =
        all.stream()
            .filter(each -> each.getIssuerX500Principal().equals(issuer.getSubjectX500Principal()))
            .sorted(Comparator.comparing(X509CRL::getThisUpdate).reversed())
            .toList();
    for (X509CRL each : its) {
      if (isBy(issuer, each)) {
        return each;
      }
    }
    if (!its.isEmpty()) {
      throw refused("crl.signature", issuer, "its list was not signed by it");
    }
    return null;
  }

  private static boolean isBy(X509Certificate issuer, X509CRL list) {
    boolean[] usage = issuer.getKeyUsage();
    if (usage != null && !usage[SIGNS_LISTS]) {
      return false;
    }
    try {
      list.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static void check(
      X509Certificate certificate, X509Certificate issuer, X509CRL list, Instant at, Instant now)
      throws GeneralSecurityException {
    Set<String> critical = list.getCriticalExtensionOIDs();
    if (critical != null && !critical.isEmpty()) {
      // of some of its certificates or reasons only, or the difference to another list
      throw refused("crl.extension", issuer, "expected a complete list, found " + critical);
    }
    if (list.getThisUpdate().toInstant().isAfter(now)) {
      throw refused(
          "crl.expired", issuer, "its list holds only from " + list.getThisUpdate().toInstant());
    }
    if (list.getNextUpdate() == null || !list.getNextUpdate().toInstant().isAfter(now)) {
      String end =
          list.getNextUpdate() == null ? "no end" : list.getNextUpdate().toInstant().toString();
      throw refused(
          "crl.expired", issuer, "expected a list that holds at %s, found %s".formatted(now, end));
    }
    X509CRLEntry entry = list.getRevokedCertificate(certificate);
    if (entry != null && !entry.getRevocationDate().toInstant().isAfter(at)) {
      throw refused(
          "crl.revoked",
          issuer,
          "%s was revoked at %s, and signed at %s"
              .formatted(
                  certificate.getSubjectX500Principal().getName(),
                  entry.getRevocationDate().toInstant(),
                  at));
    }
  }

  private synchronized List<X509CRL> lists() throws GeneralSecurityException {
    Path there = place;
    if (there == null) {
      return List.of();
    }
    try {
      Map<Path, FileTime> found = stamps(there);
      if (!found.equals(stamps)) {
        lists = read(found.keySet());
        stamps = found;
      }
      return lists;
    } catch (IOException e) {
      throw broken("crl.unreadable", String.valueOf(e.getMessage()), there);
    }
  }

  private static Map<Path, FileTime> stamps(Path place) throws IOException {
    var found = new TreeMap<Path, FileTime>();
    try (Stream<Path> files = Files.isDirectory(place) ? Files.list(place) : Stream.of(place)) {
      for (Path each : files.toList()) {
        if (!Files.isDirectory(each)) {
          found.put(each, Files.getLastModifiedTime(each));
        }
      }
    }
    return found;
  }

  private static List<X509CRL> read(Set<Path> files) throws IOException, GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    var found = new ArrayList<X509CRL>();
    for (Path each : files) {
      try (InputStream in = Files.newInputStream(each)) {
        for (CRL list : factory.generateCRLs(in)) {
          found.add((X509CRL) list);
        }
      } catch (GeneralSecurityException e) {
        throw broken("crl.unreadable", String.valueOf(e.getMessage()), each);
      }
    }
    return found;
  }

  private static GeneralSecurityException refused(
      String rule, X509Certificate issuer, String found) {
    return new GeneralSecurityException(
        "%s: %s: %s".formatted(rule, issuer.getSubjectX500Principal().getName(), found));
  }

  private static GeneralSecurityException broken(String rule, String found, Path place) {
    return new GeneralSecurityException("%s: %s: %s".formatted(rule, place, found));
  }
}

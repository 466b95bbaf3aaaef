package dev.fieldcare.registry.enrolment;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Which of the authority's certificates were taken back (RFC 5280, section 5), for those who check
 * device certificates without asking us. Signed when it is asked for, anew when a certificate was
 * revoked and when half of its time is over. Its numbers are epoch milliseconds, so that a later
 * list has a larger one whatever restarted in between. Thread-safe.
 */
public final class RevocationList {
  /** Between a list and its next update. */
  public static final Duration VALIDITY = Duration.ofDays(1);

  /** For how long what others have revoked in the database may be missing. */
  private static final Duration FRESH = Duration.ofSeconds(10);

  private static final int CRL_SIGN = 6;

  /** What people and we give as a reason, in letters alone; anything else stays unspecified. */
  private static final Map<String, Integer> REASONS =
      Map.of(
          "keycompromise", CRLReason.keyCompromise,
          "affiliationchanged", CRLReason.affiliationChanged,
          "superseded", CRLReason.superseded,
          "cessationofoperation", CRLReason.cessationOfOperation,
          "decommissioned", CRLReason.cessationOfOperation,
          "privilegewithdrawn", CRLReason.privilegeWithdrawn);

  private final Database database;
  private final Clock clock;
  private final DeviceAuthority authority;
  private @Nullable Signed newest;
  private long changes;

  /**
   * @param asked when the database last said so
   * @param change how often something had changed then
   */
  private record Signed(
      X509CRL list, Instant renewAt, List<IssuedCertificate> revoked, Instant asked, long change) {

    Signed askedAgain(Instant now, long change) {
      return new Signed(list, renewAt, revoked, now, change);
    }
  }

  RevocationList(Database database, Clock clock, DeviceAuthority authority) {
    this.database = database;
    this.clock = clock;
    this.authority = authority;
  }

  /** Something was revoked here: what was signed is not the newest any more. */
  synchronized void changed() {
    changes++;
  }

  /**
   * Succeeds with the list as it is now. While the database is away the last one is given as long
   * as it holds. Fails with {@code crl.unsigned} where the authority's certificate is for signing
   * certificates alone.
   */
  public Future<X509CRL> current() {
    boolean[] usage = authority.certificate().getKeyUsage();
    if (usage != null && !usage[CRL_SIGN]) {
      return Future.failedFuture(
          Problem.notFound(
              "crl.unsigned",
              "the device CA's certificate: expected one whose key usage allows cRLSign"));
    }
    Instant now = clock.instant();
    long change;
    Signed known;
    synchronized (this) {
      change = changes;
      known = newest;
    }
    if (known != null
        && known.change == change
        && now.isBefore(known.renewAt)
        && now.isBefore(known.asked.plus(FRESH))) {
      return Future.succeededFuture(known.list);
    }
    return EnrolmentTable.revoked(database.pool(), now.minus(VALIDITY))
        .map(revoked -> take(revoked, now, change))
        .recover(failure -> last(failure, now));
  }

  private synchronized X509CRL take(List<IssuedCertificate> revoked, Instant now, long change) {
    Signed known = newest;
    Signed next =
        known != null && known.revoked.equals(revoked) && now.isBefore(known.renewAt)
            ? known.askedAgain(now, change)
            : sign(revoked, now, change, known);
    newest = next;
    return next.list;
  }

  private synchronized Future<X509CRL> last(Throwable failure, Instant now) {
    Signed known = newest;
    return known != null && now.toEpochMilli() < known.list.getNextUpdate().getTime()
        ? Future.succeededFuture(known.list)
        : Future.failedFuture(failure);
  }

  private Signed sign(
      List<IssuedCertificate> revoked, Instant now, long change, @Nullable Signed before) {
    long number = now.toEpochMilli();
    if (before != null) {
      number = Math.max(number, numberOf(before.list) + 1);
    }
    try {
      var builder =
          new JcaX509v2CRLBuilder(authority.certificate(), Date.from(now))
              .setNextUpdate(Date.from(now.plus(VALIDITY)));
      builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority.certificate()));
      for (IssuedCertificate each : revoked) {
        Instant at = java.util.Objects.requireNonNull(each.revokedAt());
        builder.addCRLEntry(
            new BigInteger(each.serial(), 16), Date.from(at), reason(each.revokedBecause()));
      }
      X509CRL list =
          new JcaX509CRLConverter()
              .getCRL(
                  builder.build(
                      new JcaContentSignerBuilder(authority.signatureAlgorithm())
                          .build(authority.key())));
      return new Signed(list, now.plus(VALIDITY.dividedBy(2)), revoked, now, change);
    } catch (CertIOException | GeneralSecurityException | OperatorCreationException e) {
      throw new Problem(
          Problem.Kind.INTERNAL, "crl.sign", "the revocation list could not be signed: " + e, e);
    }
  }

  public static byte[] der(X509CRL list) {
    try {
      return list.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public static byte[] pem(X509CRL list) {
    return PemFiles.pem("X509 CRL", der(list)).getBytes(StandardCharsets.US_ASCII);
  }

  /** The number of a list of ours. */
  static long numberOf(X509CRL list) {
    byte[] value = list.getExtensionValue(Extension.cRLNumber.getId());
    byte[] inner = org.bouncycastle.asn1.ASN1OctetString.getInstance(value).getOctets();
    return org.bouncycastle.asn1.ASN1Integer.getInstance(inner).longValueExact();
  }

  /** RFC 5280 wants an unspecified reason left out; 0 does that. */
  private static int reason(@Nullable String because) {
    String letters = String.valueOf(because).replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
    return REASONS.getOrDefault(letters, CRLReason.unspecified);
  }
}

package dev.fieldcare.api.signin;

import dev.fieldcare.base.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A password as it is kept: Argon2id with its cost and salt beside it, as a PHC string, so that the
 * cost may rise while old ones are still understood.
 */
final class PasswordHash {
  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=([1-9][0-9]{0,6}),t=([1-9][0-9]?),p=([1-9][0-9]?)"
              + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");
  private static final int HASH_BYTES = 32;

  /** More than this is a slip of the pen, and would take the machine down. */
  private static final int MOST_KIB = 1 << 20;

  /** What one hash costs: memory, passes over it, lanes. */
  record Cost(int kibibytes, int passes, int lanes) {
    /** As OWASP advises. */
    static final Cost DEFAULT = new Cost(19 * 1024, 2, 1);
  }

  private final Cost cost;
  private final byte[] salt;
  private final byte[] hash;

  private PasswordHash(Cost cost, byte[] salt, byte[] hash) {
    this.cost = cost;
    this.salt = salt;
    this.hash = hash;
  }

  /** Takes tens of milliseconds and the cost's memory. */
  static PasswordHash of(String password, Cost cost, byte[] salt) {
    return new PasswordHash(cost, salt, derive(password, cost, salt, HASH_BYTES));
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws Problem when it is no such thing
   */
  static PasswordHash parse(String phc) {
    Matcher matcher = PHC.matcher(phc);
    if (!matcher.matches()) {
      throw malformed();
    }
    var cost = new Cost(number(matcher, 1), number(matcher, 2), number(matcher, 3));
    if (cost.kibibytes() > MOST_KIB || cost.kibibytes() < 8 * cost.lanes()) {
      throw malformed();
    }
    try {
      Base64.Decoder decoder = Base64.getDecoder();
      return new PasswordHash(
          cost, decoder.decode(matcher.group(4)), decoder.decode(matcher.group(5)));
    } catch (IllegalArgumentException e) {
      throw malformed();
    }
  }

  /** Whether this is the password; takes as long as making the hash did. */
  boolean matches(String password) {
    return MessageDigest.isEqual(hash, derive(password, cost, salt, hash.length));
  }

  /** Whether it was made at less cost than is paid now, in any respect. */
  boolean isCheaperThan(Cost now) {
    return cost.kibibytes() < now.kibibytes()
        || cost.passes() < now.passes()
        || cost.lanes() < now.lanes();
  }

  @Override
  public String toString() {
    Base64.Encoder encoder = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m="
        + cost.kibibytes()
        + ",t="
        + cost.passes()
        + ",p="
        + cost.lanes()
        + "$"
        + encoder.encodeToString(salt)
        + "$"
        + encoder.encodeToString(hash);
  }

  private static byte[] derive(String password, Cost cost, byte[] salt, int length) {
    var generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(cost.kibibytes())
            .withIterations(cost.passes())
            .withParallelism(cost.lanes())
            .withSalt(salt)
            .build());
    byte[] derived = new byte[length];
    // the same letters typed on different machines are the same password
    String typed = Normalizer.normalize(password, Normalizer.Form.NFKC);
    generator.generateBytes(typed.getBytes(StandardCharsets.UTF_8), derived);
    return derived;
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  private static Problem malformed() {
    return new Problem(
        Problem.Kind.INTERNAL, "password.malformed", "a kept password is no PHC string of ours");
  }
}

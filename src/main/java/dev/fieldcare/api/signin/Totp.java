package dev.fieldcare.api.signin;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** One-time codes by the clock (RFC 6238): SHA-1, 30 seconds, six digits, as every app has them. */
final class Totp {
  static final int SECRET_BYTES = 20;
  private static final int SECONDS = 30;
  private static final int DIGITS = 6;
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private Totp() {}

  /** The step whose code this is, at most one to either side of now; empty if it is none's. */
  static OptionalLong stepOf(byte[] secret, String typed, Instant now) {
    String code = typed.replace(" ", "");
    long current = step(now);
    OptionalLong found = OptionalLong.empty();
    for (long step = current - 1; step <= current + 1; step++) {
      if (MessageDigest.isEqual(ascii(code(secret, step, DIGITS)), ascii(code))) {
        found = OptionalLong.of(step);
      }
    }
    return found;
  }

  static long step(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), SECONDS);
  }

  static String code(byte[] secret, long step, int digits) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret, "HmacSHA1"));
      byte[] hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
      int offset = hash[hash.length - 1] & 0xf; // dynamic truncation, RFC 4226, 5.3
      int number = ByteBuffer.wrap(hash).getInt(offset) & Integer.MAX_VALUE;
      return String.format("%0" + digits + "d", number % (long) Math.pow(10, digits));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA1", e);
    }
  }

  /** As it is typed into an app. */
  static String base32(byte[] bytes) {
    var text = new StringBuilder();
    int buffer = 0;
    int bits = 0;
    for (byte each : bytes) {
      buffer = buffer << 8 | each & 0xff;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(BASE32.charAt(buffer >> bits & 31));
      }
    }
    return bits == 0 ? text.toString() : text.append(BASE32.charAt(buffer << 5 - bits & 31)) + "";
  }

  /** As an app reads it from a QR code. */
  static String uri(String user, byte[] secret) {
    String account = URLEncoder.encode(user, StandardCharsets.UTF_8);
    return "otpauth://totp/Fieldcare:"
        + account
        + "?secret="
        + base32(secret)
        + "&issuer=Fieldcare&algorithm=SHA1&digits="
        + DIGITS
        + "&period="
        + SECONDS;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

package dev.fieldcare.api.signin;

import java.io.ByteArrayOutputStream;
import java.time.Clock;

/** An app that shows one-time codes of a secret that was typed into it. */
public final class CodeApp {
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private final byte[] secret;
  private final Clock clock;

  public CodeApp(String base32, Clock clock) {
    this.clock = clock;
    var bytes = new ByteArrayOutputStream();
    int buffer = 0;
    int bits = 0;
    for (char each : base32.toCharArray()) {
      buffer = buffer << 5 | BASE32.indexOf(each);
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes.write(buffer >> bits);
      }
    }
    this.secret = bytes.toByteArray();
  }

  /** The code of so many steps from now. */
  public String code(int away) {
    return Totp.code(secret, Totp.step(clock.instant()) + away, 6);
  }
}

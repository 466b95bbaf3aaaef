package dev.fieldcare.api.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
  /** Of RFC 6238, appendix B. */
  private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

  @ParameterizedTest
  @CsvSource({
    "59, 94287082",
    "1111111109, 07081804",
    "1111111111, 14050471",
    "1234567890, 89005924",
    "2000000000, 69279037",
    "20000000000, 65353130"
  })
  void codes_are_those_of_rfc_6238(long seconds, String code) {
    long step = Totp.step(Instant.ofEpochSecond(seconds));
    assertEquals(code, Totp.code(SECRET, step, 8));
    assertEquals(code.substring(2), Totp.code(SECRET, step, 6));
  }

  @Test
  void a_code_is_good_one_step_early_and_one_step_late_and_no_more() {
    Instant now = Instant.ofEpochSecond(1111111109);
    long step = Totp.step(now);
    for (int away = -3; away <= 3; away++) {
      OptionalLong expected =
          Math.abs(away) <= 1 ? OptionalLong.of(step + away) : OptionalLong.empty();
      assertEquals(expected, Totp.stepOf(SECRET, Totp.code(SECRET, step + away, 6), now));
    }
    assertEquals(OptionalLong.of(step), Totp.stepOf(SECRET, "081 804", now), "as apps show it");
    assertEquals(OptionalLong.empty(), Totp.stepOf(SECRET, "", now));
    assertEquals(OptionalLong.empty(), Totp.stepOf(SECRET, "7081804", now));
  }

  @Test
  void secrets_are_written_in_base_32_as_apps_read_them() {
    // RFC 4648, section 10, without padding
    assertEquals("MZXW6YTBOI", Totp.base32("foobar".getBytes(StandardCharsets.US_ASCII)));
    assertEquals("MY", Totp.base32("f".getBytes(StandardCharsets.US_ASCII)));
    assertEquals("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", Totp.base32(SECRET));
    String uri = Totp.uri("ann@acme", SECRET);
    assertTrue(uri.startsWith("otpauth://totp/Fieldcare:ann%40acme?secret=GEZDGNBV"), uri);
  }
}

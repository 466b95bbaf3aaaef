package dev.fieldcare.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.DoubleNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {

  // RFC 8785, appendix B, as IEEE 754 bits and what ECMAScript writes
  @ParameterizedTest
  @CsvSource({
    "0000000000000000, 0",
    "8000000000000000, 0",
    "0000000000000001, 5e-324",
    "8000000000000001, -5e-324",
    "7fefffffffffffff, 1.7976931348623157e+308",
    "4340000000000000, 9007199254740992",
    "c340000000000000, -9007199254740992",
    "4430000000000000, 295147905179352830000",
    "44b52d02c7e14af5, 9.999999999999997e+22",
    "44b52d02c7e14af6, 1e+23",
    "44b52d02c7e14af7, 1.0000000000000001e+23",
    "444b1ae4d6e2ef4e, 999999999999999700000",
    "444b1ae4d6e2ef4f, 999999999999999900000",
    "444b1ae4d6e2ef50, 1e+21",
    "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d, 0.000001",
    "41b3de4355555553, 333333333.3333332",
    "41b3de4355555555, 333333333.3333333",
    "41b3de4355555557, 333333333.33333343",
    "becbf647612f3696, -0.0000033333333333333333",
    "43143ff3c1cb0959, 1424953923781206.2"
  })
  void numbers_are_written_as_ecmascript_writes_them(String bits, String expected) {
    double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
    assertEquals(expected, Json.canonical(DoubleNode.valueOf(value)));
  }

  @Test
  void names_are_sorted_by_utf16_units_and_space_is_gone() throws Exception {
    assertEquals(
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
            + "\"ö\":\"Latin\",\"€\":\"Euro\",\"😀\":\"Smiley\",\"\ufb33\":\"Hebrew\"}",
        canonical(
            "{ \"€\": \"Euro\", \"\\r\": \"Carriage Return\", \"\\ufb33\": \"Hebrew\","
                + " \"1\": \"One\", \"\\ud83d\\ude00\": \"Smiley\", \"\\u0080\": \"Control\","
                + " \"\\u00f6\": \"Latin\" }"));
  }

  @Test
  void only_what_must_be_escaped_is() throws Exception {
    assertEquals(
        "\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"",
        canonical("\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\""));
  }

  @Test
  void a_large_integer_keeps_its_digits() throws Exception {
    assertEquals("[123456789012345678901234567890]", canonical("[123456789012345678901234567890]"));
  }

  @Test
  void what_is_no_number_is_refused() {
    assertThrows(Problem.class, () -> Json.canonical(DoubleNode.valueOf(Double.NaN)));
    assertThrows(Problem.class, () -> canonical("[1e999]"));
  }

  @Test
  void half_a_surrogate_pair_becomes_the_replacement_character() throws Exception {
    assertEquals("\"a\uFFFDb\"", canonical("\"a\\ud800b\""));
  }

  private static String canonical(String json) throws Exception {
    return Json.canonical(Json.mapper().readTree(json));
  }
}

package dev.fieldcare.simulator.update.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {
  private static String canonical(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return new String(CanonicalJson.bytes(Fields.parse(bytes, "test")), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          { "b" : 1, "a" : [ true , null ] }   | {"a":[true,null],"b":1}
          {"a":"q\\"uote \\\\ slash /"}          | {"a":"q\\"uote \\\\ slash /"}
          {"a":"\\u00e9","B":-12,"":{}}          | {"":{},"B":-12,"a":"é"}
          {"a":{"b":{},"a":[]}}                 | {"a":{"a":[],"b":{}}}
          """)
  void there_is_one_way_to_write_a_value(String json, String expected) {
    assertEquals(expected, canonical(json));
  }

  @Test
  void control_characters_are_written_as_they_are() {
    assertEquals("{\"a\":\"x\ny\t\"}", canonical("{\"a\":\"x\\ny\\t\"}"));
  }

  @Test
  void names_are_sorted_by_code_point_not_by_code_unit() {
    assertEquals(
        "{\"\uFF5E\":1,\"\uD83D\uDE00\":2}", canonical("{\"\uD83D\uDE00\":2,\"\uFF5E\":1}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1.5}",
        "{\"a\":1e3}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1} {}",
        "[]",
        "{\"a\":01}",
        "{'a':1}",
        "",
        "{\"a\":NaN}"
      })
  void what_has_no_canonical_form_is_refused(String json) {
    assertEquals(Rule.FORMAT, assertThrows(Refusal.class, () -> canonical(json)).rule());
  }
}

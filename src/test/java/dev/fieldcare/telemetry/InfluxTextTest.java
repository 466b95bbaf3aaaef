package dev.fieldcare.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InfluxTextTest {

  @ParameterizedTest
  @ValueSource(strings = {"temperature", "motor temperature", "a,b=c", "温度", "💧", "timeout"})
  void an_ordinary_name_is_its_own_key(String metric) {
    assertEquals(metric, InfluxText.key(metric));
  }

  @ParameterizedTest
  @ValueSource(strings = {"time", "device", "_arrival", "_number", "_"})
  void a_name_that_is_taken_gets_another_key(String metric) {
    assertNotEquals(metric, InfluxText.key(metric));
    assertEquals(metric, InfluxText.metric(InfluxText.key(metric)));
  }

  @Test
  void different_names_have_different_harmless_keys() {
    long seed = 42;
    var random = new Random(seed);
    String letters = "ab_%\"\\\n\t\r\0 ,='0041\ud83d\udca7é温";
    Map<String, String> metricOf = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      var name = new StringBuilder();
      for (int length = 1 + random.nextInt(6); length > 0; length--) {
        name.append(letters.charAt(random.nextInt(letters.length())));
      }
      String metric = name.toString();
      String key = InfluxText.key(metric);
      assertEquals(metric, InfluxText.metric(key), "seed " + seed);
      assertEquals(metric, metricOf.computeIfAbsent(key, same -> metric), "seed " + seed);
      assertTrue(key.chars().noneMatch(c -> c < ' ' || c == '"' || c == '\\'), key);
      assertFalse(key.startsWith("_"), key);
    }
  }

  @Test
  void a_literal_cannot_be_left() {
    assertEquals("'d\\' or 1=1 --\\\\'", InfluxText.literal("d' or 1=1 --\\"));
    assertEquals("\"a\\\"; drop\"", InfluxText.identifier("a\"; drop"));
  }
}

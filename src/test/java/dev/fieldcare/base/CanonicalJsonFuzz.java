package dev.fieldcare.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

class CanonicalJsonFuzz {

  @FuzzTest
  void canonical_text_read_again_is_the_same_text(byte[] bytes) throws Exception {
    JsonNode node;
    try {
      node = Json.mapper().readTree(new String(bytes, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      return;
    }
    if (node.isMissingNode()) {
      return;
    }
    String once;
    try {
      once = Json.canonical(node);
    } catch (Problem e) {
      return;
    }
    try {
      assertEquals(once, Json.canonical(Json.mapper().readTree(once)));
    } catch (com.fasterxml.jackson.core.exc.StreamConstraintsException tooLong) {
      return; // a number grew past the parser's limit of digits
    } catch (JsonProcessingException e) {
      // two names that differ only in halves of surrogate pairs become one
      if (!once.contains("\uFFFD")) {
        throw e;
      }
    }
  }
}

package dev.fieldcare.simulator.update.stick;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fieldcare.simulator.update.boot.Image;
import dev.fieldcare.simulator.update.boot.Outcome;
import dev.fieldcare.simulator.update.trust.Rule;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What a device says, signed, of a package it was given: a JWS in compact form. */
public final class Receipt {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Receipt() {}

  public static String of(String device, Outcome outcome, ReceiptKey key) {
    ObjectNode payload = JSON.createObjectNode().put("device", device);
    String action = outcome.origin().action();
    payload.put("action", action.isEmpty() ? null : action);
    Image image = outcome.image();
    if (image != null) {
      payload.put("release", image.release());
      payload.put("counter", image.counter());
      payload.put("sha256", image.sha256());
    }
    payload.put("result", outcome.result().code());
    Rule rule = outcome.rule();
    if (rule != null) {
      payload.putObject("error").put("code", rule.name()).put("detail", outcome.detail());
    }
    payload.put("at", outcome.at());
    @Nullable String file = outcome.origin().packageSha256();
    if (file != null) {
      payload.put("package", file);
    }
    return sign(payload, key);
  }

  private static String sign(ObjectNode payload, ReceiptKey key) {
    ObjectNode header = JSON.createObjectNode().put("alg", key.algorithm());
    String text = encode(json(header)) + "." + encode(json(payload));
    return text + "." + encode(key.sign(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private static byte[] json(ObjectNode node) {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // a tree can always be written
    }
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}

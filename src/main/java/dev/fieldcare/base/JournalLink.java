package dev.fieldcare.base;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * One entry of the journal as it is found somewhere: in the database, in a copy, in an answer of
 * the server.
 *
 * @param data its JSON text
 */
public record JournalLink(
    long seq,
    Instant at,
    String actor,
    String subject,
    String type,
    String data,
    String previousHash,
    String hash) {

  /** What stands where the first entry's predecessor would. */
  static final String BEFORE_THE_FIRST = "00".repeat(32);

  /**
   * Reads one line of a copy.
   *
   * @throws Problem saying what is not as expected
   */
  public static JournalLink parse(String line) {
    try {
      JsonNode json = Json.mapper().readTree(line);
      return new JournalLink(
          json.required("seq").asLong(),
          Instant.parse(json.required("at").asText()),
          json.required("actor").asText(),
          json.required("subject").asText(),
          json.required("type").asText(),
          json.required("data").toString(),
          json.required("previousHash").asText(),
          json.required("hash").asText());
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
      throw Problem.badInput(
          "journal.line", "expected an entry of the journal as JSON, found: " + e.getMessage());
    }
  }

  /** As {@link #parse} reads it. */
  public String line() {
    ObjectNode json = canonical();
    json.put("seq", seq).put("previousHash", previousHash).put("hash", hash);
    return Json.canonical(json);
  }

  /** Whether its hash is that of its words, at that place behind that predecessor. */
  boolean wasWrittenAs(long place, String behind) {
    return hash.equals(hashAs(place, behind));
  }

  private String hashAs(long place, String behind) {
    String text = "[" + place + "," + Json.canonical(canonical()) + "]";
    byte[] before = HexFormat.of().parseHex(behind);
    byte[] tail = text.getBytes(StandardCharsets.UTF_8);
    byte[] whole = Arrays.copyOf(before, before.length + tail.length);
    System.arraycopy(tail, 0, whole, before.length, tail.length);
    return Json.sha256Hex(whole);
  }

  private ObjectNode canonical() {
    try {
      ObjectNode node = Json.mapper().createObjectNode();
      node.put("actor", actor).put("at", at.toString());
      node.set("data", Json.mapper().readTree(data));
      node.put("subject", subject).put("type", type);
      return node;
    } catch (JsonProcessingException e) {
      throw Problem.badInput("json.malformed", "no JSON: " + e.getOriginalMessage());
    }
  }
}

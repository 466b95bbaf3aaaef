package dev.fieldcare.tickets;

import dev.fieldcare.base.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An offer to do something for money: a document that never changes, and what became of it.
 *
 * @param version counts the quotes of a ticket
 * @param scope hash of the diagnosis it is for; empty of a trip, which comes before
 * @param document canonical JSON; {@code hash} is its SHA-256
 * @param signoff the sign-off by which the customer accepted or declined
 */
public record Quote(
    long id,
    String ticket,
    int version,
    Purpose purpose,
    State state,
    String scope,
    List<QuoteLine> lines,
    String currency,
    String document,
    String hash,
    Instant createdAt,
    Instant validUntil,
    @Nullable Long signoff,
    @Nullable String signedHash) {

  /** What it asks consent for. */
  public enum Purpose {
    /** Going there to have a look. */
    TRIP,
    REPAIR,
    /** More of the same repair than an accepted quote foresaw. */
    SUPPLEMENT
  }

  /** What became of it. */
  public enum State {
    DRAFT,
    ISSUED,
    ACCEPTED,
    DECLINED,
    EXPIRED,
    SUPERSEDED
  }

  public Quote {
    lines = List.copyOf(lines);
  }

  /** The most the customer has to pay: travel counts with its cap. */
  public long payable() {
    return lines.stream().mapToLong(QuoteLine::payable).sum();
  }

  /** As people call it: {@code F-2026-000001/Q2}. */
  public String name() {
    return ticket + "/Q" + version;
  }

  boolean isOfRepair(String wantedScope) {
    return purpose == Purpose.REPAIR && scope.equals(wantedScope);
  }

  boolean hasTravel() {
    return lines.stream().anyMatch(each -> each.kind() == QuoteLine.Kind.TRAVEL);
  }

  boolean isCurrent() {
    return state == State.DRAFT || state == State.ISSUED || state == State.ACCEPTED;
  }

  boolean isExpired(Instant now) {
    return !now.isBefore(validUntil);
  }

  /** Whether the customer signed for exactly this document and it still holds. */
  boolean isConsented(Instant now) {
    return state == State.ACCEPTED
        && !isExpired(now)
        && hash.equals(signedHash)
        && hash.equals(hashOf(document));
  }

  static String hashOf(String document) {
    return Json.sha256Hex(document.getBytes(StandardCharsets.UTF_8));
  }

  /** As outside interfaces show it. */
  public JsonObject json() {
    return new JsonObject()
        .put("id", Long.toString(id))
        .put("name", name())
        .put("ticket", ticket)
        .put("version", version)
        .put("purpose", purpose.name())
        .put("state", state.name())
        .put("lines", new JsonArray(lines.stream().map(QuoteLine::json).toList()))
        .put("currency", currency)
        .put("payable", payable())
        .put("hash", hash)
        .put("document", document)
        .put("createdAt", createdAt.toString())
        .put("validUntil", validUntil.toString())
        .put("signoff", signoff == null ? null : Objects.toString(signoff));
  }
}

package dev.fieldcare.messaging;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way to one target.
 *
 * @param delivery stays the same over all attempts, so that a receiver can tell a repetition
 * @param attempts how often it was tried, the present attempt included
 * @param nextAt when it is tried next, as long as it is pending
 */
public record Delivery(
    long id,
    UUID delivery,
    String channel,
    String target,
    JsonObject payload,
    int attempts,
    Instant nextAt,
    State state,
    @Nullable String lastError,
    Instant createdAt,
    @Nullable Instant settledAt) {

  /** How far it has come. */
  public enum State {
    PENDING,
    DELIVERED,
    /** Tried in vain as often as the settings say; {@link Outbox#retry} starts over. */
    DEAD;

    public String code() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * A message to be written into the outbox.
   *
   * @param goodUntil for what must not be kept: erased when it is delivered or given up, and at
   *     this moment in any case; null for anything else
   */
  public record Draft(
      String channel,
      String target,
      JsonObject payload,
      Instant notBefore,
      @Nullable Instant goodUntil) {

    public Draft(String channel, String target, JsonObject payload, Instant notBefore) {
      this(channel, target, payload, notBefore, null);
    }
  }

  /** As outside interfaces show it; without the payload, which may be long. */
  public JsonObject json() {
    return new JsonObject()
        .put("id", id)
        .put("delivery", delivery.toString())
        .put("channel", channel)
        .put("target", target)
        .put("attempts", attempts)
        .put("nextAt", state == State.PENDING ? nextAt.toString() : null)
        .put("state", state.code())
        .put("lastError", lastError)
        .put("createdAt", createdAt.toString())
        .put("settledAt", settledAt == null ? null : settledAt.toString());
  }
}

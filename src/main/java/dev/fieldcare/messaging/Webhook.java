package dev.fieldcare.messaging;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/**
 * An address that is told of events.
 *
 * @param events names such as {@code ticket.opened}, {@code ticket.*} or {@code *}
 */
public record Webhook(
    String id, String url, String secret, List<String> events, boolean active, Instant createdAt) {

  public Webhook {
    events = List.copyOf(events);
  }

  boolean wants(String event) {
    return active
        && events.stream()
            .anyMatch(
                each ->
                    each.equals("*")
                        || each.equals(event)
                        || (each.endsWith(".*")
                            && event.startsWith(each.substring(0, each.length() - 1))));
  }

  /** As outside interfaces show it; the secret is shown only when it was made. */
  public JsonObject json() {
    return new JsonObject()
        .put("id", id)
        .put("url", url)
        .put("events", new JsonArray(events))
        .put("active", active)
        .put("createdAt", createdAt.toString());
  }

  @Override
  public String toString() {
    return "webhook " + id + " to " + url;
  }
}

package dev.fieldcare.tickets;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing said about a ticket, whichever way it came.
 *
 * @param author the account that wrote or entered it
 * @param guidance whether it tells the customer what to do
 * @param solution whether it answers the question
 * @param asks whether the customer has to answer before work can go on
 * @param externalId what the channel calls it, so that it is taken once
 */
public record Message(
    long id,
    Instant at,
    Channel channel,
    Direction direction,
    AuthorKind authorKind,
    String author,
    String text,
    boolean guidance,
    boolean solution,
    boolean asks,
    @Nullable String externalId) {

  /** The ways a thread goes on. */
  public enum Channel {
    PHONE,
    EMAIL,
    CHAT,
    PORTAL,
    API,
    SYSTEM;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Channel> find(String code) {
      for (Channel channel : values()) {
        if (channel.code().equals(code)) {
          return Optional.of(channel);
        }
      }
      return Optional.empty();
    }
  }

  /** From the customer, to the customer, or neither. */
  public enum Direction {
    IN,
    OUT,
    NOTE;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Direction> find(String code) {
      for (Direction direction : values()) {
        if (direction.code().equals(code)) {
          return Optional.of(direction);
        }
      }
      return Optional.empty();
    }
  }

  /** Whose words they are. */
  public enum AuthorKind {
    HUMAN,
    SYSTEM,
    CUSTOMER
  }

  /** Whether a person told the customer something: what no automatic message is. */
  boolean isAnswer() {
    return direction == Direction.OUT && authorKind == AuthorKind.HUMAN;
  }

  /** As outside interfaces show it. */
  public JsonObject json() {
    return new JsonObject()
        .put("id", Long.toString(id))
        .put("at", at.toString())
        .put("channel", channel.code())
        .put("direction", direction.code())
        .put("authorKind", authorKind.name())
        .put("author", author)
        .put("text", text)
        .put("guidance", guidance)
        .put("solution", solution)
        .put("asks", asks);
  }
}

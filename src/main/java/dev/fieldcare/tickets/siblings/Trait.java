package dev.fieldcare.tickets.siblings;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** Something a device shares with others that may be why it fails. */
public record Trait(Type type, String value) {

  /** The kinds of traits, in the order in which of two that cannot be told apart one is named. */
  public enum Type {
    COMPONENT_LOT("component lot"),
    LOT("lot"),
    STATION("station"),
    FIRMWARE("firmware"),
    SITE("site");

    private final String words;

    Type(String words) {
      this.words = words;
    }

    /** Whether it is something that was built, not loaded or chosen. */
    public boolean isHardware() {
      return this == COMPONENT_LOT || this == LOT || this == STATION;
    }

    /** As outside interfaces spell it: {@code component_lot}. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public JsonObject json() {
    return new JsonObject().put("type", type.code()).put("value", value);
  }

  /** In words: {@code component lot C-2509-17}. */
  @Override
  public String toString() {
    return type.words + " " + value;
  }
}

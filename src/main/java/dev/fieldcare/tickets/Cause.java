package dev.fieldcare.tickets;

import dev.fieldcare.tickets.siblings.Trait;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What several tickets have in common that may be why they were opened.
 *
 * @param id which site, lot …; of firmware the model and the version, as in {@code pump-p2 2.1.0};
 *     of a flood the customer, or {@value #EVERYWHERE}
 */
public record Cause(Type type, String id) {
  /** The id of a flood in the whole installation. */
  public static final String EVERYWHERE = "installation";

  /** Kinds of causes, the most particular first. */
  public enum Type {
    GATEWAY("behind gateway %s"),
    /** Something of the lot is in the devices, however deep. */
    COMPONENT_LOT("with components of lot %s"),
    LOT("of lot %s"),
    /** Something in them was built at the station. */
    STATION("built at station %s"),
    FIRMWARE("with firmware %s"),
    SITE("at site %s"),
    MODEL("of model %s"),
    /** No cause is known but that too many came at once. */
    FLOOD("of customer %s");

    private final String place;

    Type(String place) {
      this.place = place;
    }

    /** As outside interfaces spell it: {@code site}. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Type> find(String code) {
      return Arrays.stream(values()).filter(each -> each.code().equals(code)).findFirst();
    }
  }

  static Cause firmware(String model, String version) {
    return new Cause(Type.FIRMWARE, model + " " + version);
  }

  /** The cause that a trait of a model's devices is. */
  static Cause of(Trait trait, String model) {
    return switch (trait.type()) {
      case COMPONENT_LOT -> new Cause(Type.COMPONENT_LOT, trait.value());
      case LOT -> new Cause(Type.LOT, trait.value());
      case STATION -> new Cause(Type.STATION, trait.value());
      case FIRMWARE -> firmware(model, trait.value());
      case SITE -> new Cause(Type.SITE, trait.value());
    };
  }

  static Cause flood(String customerOrEverywhere) {
    return new Cause(Type.FLOOD, customerOrEverywhere);
  }

  boolean isFlood() {
    return type == Type.FLOOD;
  }

  /** Which devices, in words: {@code at site S}. */
  String where() {
    if (equals(flood(EVERYWHERE))) {
      return "in all";
    }
    return type.place.formatted(id);
  }

  JsonObject json() {
    return new JsonObject().put("type", type.code()).put("id", id);
  }

  @Override
  public String toString() {
    return type.code() + " " + id;
  }
}

package dev.fieldcare.api;

import dev.fieldcare.registry.genealogy.Corrections;
import dev.fieldcare.registry.genealogy.Unit;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What somebody says is right instead of what is on record; null when nothing is. */
record Correction(@Nullable JsonObject is) {
  private static final List<String> DETAILS = List.of("partNo", "lot", "supplier");
  private static final List<String> PART = List.of("serial", "partNo", "lot", "supplier");

  static Correction of(@Nullable Object is) {
    if (is != null && !(is instanceof Map<?, ?>) && !(is instanceof JsonObject)) {
      throw Body.bad("is", "an object or null", is);
    }
    return new Correction(is == null ? null : object(is));
  }

  @SuppressWarnings("unchecked")
  private static JsonObject object(Object it) {
    return it instanceof JsonObject json ? json : new JsonObject((Map<String, Object>) it);
  }

  /** Of a unit itself. */
  JsonObject details() {
    JsonObject said = is;
    if (said == null || said.isEmpty()) {
      throw Body.bad("is", "some of " + String.join(", ", DETAILS), String.valueOf(said));
    }
    only(said, DETAILS);
    DETAILS.forEach(name -> text(said, name));
    return said;
  }

  /** Of a record of a part; what is not said stays as recorded. */
  Corrections.@Nullable Right of(Corrections.Right recorded) {
    JsonObject said = is;
    if (said == null) {
      return null;
    }
    only(said, List.of("unit", "part", "from", "to"));
    String unit = text(said, "unit");
    Instant from = instant(said, "from");
    return new Corrections.Right(
        unit == null ? recorded.unit() : unit,
        said.containsKey("part") ? part(said.getValue("part")) : recorded.part(),
        from == null ? recorded.from() : from,
        said.containsKey("to") ? instant(said, "to") : recorded.to());
  }

  private static Unit part(@Nullable Object it) {
    if (!(it instanceof Map<?, ?>) && !(it instanceof JsonObject)) {
      throw Body.bad("is.part", "an object with its serial", String.valueOf(it));
    }
    JsonObject part = object(it);
    only(part, PART);
    String serial = text(part, "serial");
    if (serial == null || serial.isBlank()) {
      throw Body.bad("is.part.serial", "a serial, or the lot of material", String.valueOf(serial));
    }
    String lot = text(part, "lot");
    Unit.Kind kind = serial.equals(lot) ? Unit.Kind.MATERIAL_LOT : Unit.Kind.COMPONENT;
    return new Unit(
        serial, kind, text(part, "partNo"), lot, text(part, "supplier"), Unit.State.IN_STOCK);
  }

  static @Nullable Instant instant(JsonObject json, String name) {
    String text = text(json, name);
    return text == null ? null : Times.instant(name, text);
  }

  private static @Nullable String text(JsonObject json, String name) {
    Object value = json.getValue(name);
    if (value != null && !(value instanceof String)) {
      throw Body.bad(name, "a string", value);
    }
    return (String) value;
  }

  private static void only(JsonObject json, Collection<String> known) {
    for (String name : json.fieldNames()) {
      if (!known.contains(name)) {
        throw Body.bad("is", "only " + String.join(", ", known), name);
      }
    }
  }
}

package dev.fieldcare.registry;

import dev.fieldcare.base.Nearest;
import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is said of a device when it is registered; the serial number defaults to the id. */
public record Registration(
    String id,
    @Nullable String serial,
    String model,
    @Nullable String name,
    @Nullable String customer,
    @Nullable String site,
    @Nullable String lot,
    @Nullable String via,
    @Nullable String hardwareRevision,
    Map<String, String> attributes) {

  /** How a device id looks. */
  public static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,63}");

  static final List<String> KEYS =
      List.of(
          "id",
          "serial",
          "model",
          "name",
          "customer",
          "site",
          "lot",
          "via",
          "hardwareRevision",
          "attributes");
  private static final int LONGEST = 256;
  private static final int MOST_ATTRIBUTES = 100;

  /**
   * @throws Problem naming the member that is missing, too long or of the wrong form
   */
  public Registration {
    checkId("id", id);
    check(id, "serial", serial);
    check(id, "model", model);
    check(id, "name", name);
    check(id, "lot", lot);
    check(id, "hardwareRevision", hardwareRevision);
    checkId("customer", customer);
    checkId("site", site);
    checkId("via", via);
    attributes.forEach(
        (key, value) -> {
          check(id, "attributes." + key, key);
          check(id, "attributes." + key, value);
        });
    if (attributes.size() > MOST_ATTRIBUTES) {
      throw invalid(id, "attributes", "at most " + MOST_ATTRIBUTES, "" + attributes.size());
    }
    attributes = Map.copyOf(attributes);
  }

  public static Registration of(String id, String model) {
    return new Registration(id, null, model, null, null, null, null, null, null, Map.of());
  }

  /** From the written form; unknown members are refused. */
  public static Registration fromJson(JsonObject json) {
    checkKeys(json, KEYS);
    String id = text(json, "id");
    String model = text(json, "model");
    if (id == null || model == null) {
      throw Problem.badInput(
          "device.invalid",
          (id == null ? "id" : "device " + id + ": model") + ": expected a text, found none");
    }
    return new Registration(
        id,
        text(json, "serial"),
        model,
        text(json, "name"),
        text(json, "customer"),
        text(json, "site"),
        text(json, "lot"),
        text(json, "via"),
        text(json, "hardwareRevision"),
        attributes(json));
  }

  /** The device with a patch laid over: a member that is null clears, one that is absent stays. */
  static Registration patched(Device device, JsonObject patch) {
    checkKeys(patch, KEYS);
    JsonObject json = new JsonObject();
    json.put("id", device.id()).put("serial", device.serial()).put("model", device.model());
    json.put("name", device.name()).put("customer", device.customer()).put("site", device.site());
    json.put("lot", device.lot()).put("via", device.via());
    json.put("hardwareRevision", device.hardwareRevision());
    JsonObject attributes = new JsonObject();
    device.attributes().forEach(attributes::put);
    for (String key : patch.fieldNames()) {
      if (!key.equals("attributes")) {
        json.put(key, patch.getValue(key));
      } else if (patch.getValue(key) instanceof JsonObject changes) {
        changes.forEach(
            change -> {
              attributes.put(change.getKey(), change.getValue());
              if (change.getValue() == null) {
                attributes.remove(change.getKey());
              }
            });
      } else {
        throw invalid(device.id(), key, "an object", String.valueOf(patch.getValue(key)));
      }
    }
    if (!device.id().equals(json.getValue("id"))) {
      throw Problem.badInput(
          "device.invalid", "device " + device.id() + ": a device's id cannot be changed");
    }
    return fromJson(json.put("attributes", attributes));
  }

  String serialOrId() {
    return serial == null ? id : serial;
  }

  private static void checkKeys(JsonObject json, List<String> known) {
    for (String key : json.fieldNames()) {
      if (!known.contains(key)) {
        throw Problem.badInput(
            "device.invalid",
            key
                + ": unknown member"
                + Nearest.hint(key, known)
                + "; expected one of "
                + String.join(", ", known));
      }
    }
  }

  private static @Nullable String text(JsonObject json, String key) {
    Object value = json.getValue(key);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw invalid(String.valueOf(json.getValue("id")), key, "a text", String.valueOf(value));
  }

  private static Map<String, String> attributes(JsonObject json) {
    String id = String.valueOf(json.getValue("id"));
    Object value = json.getValue("attributes");
    if (value == null) {
      return Map.of();
    }
    if (!(value instanceof JsonObject object)) {
      throw invalid(id, "attributes", "an object of texts", String.valueOf(value));
    }
    var attributes = new LinkedHashMap<String, String>();
    for (String key : new TreeSet<>(object.fieldNames())) {
      if (!(object.getValue(key) instanceof String text)) {
        throw invalid(id, "attributes." + key, "a text", String.valueOf(object.getValue(key)));
      }
      attributes.put(key, text);
    }
    return attributes;
  }

  private static void checkId(String member, @Nullable String value) {
    if (value != null && !ID.matcher(value).matches()) {
      throw Problem.badInput(
          "device.invalid",
          member + ": expected the form " + ID.pattern() + ", found \"" + shown(value) + "\"");
    }
  }

  private static void check(String id, String member, @Nullable String value) {
    if (value == null) {
      return;
    }
    boolean isPrintable = Fields.isPlain(value);
    if (value.isBlank() && !member.startsWith("attributes")
        || value.length() > LONGEST
        || !isPrintable) {
      throw invalid(id, member, "1 to " + LONGEST + " printable characters", value);
    }
  }

  private static Problem invalid(String id, String member, String expected, String found) {
    return Problem.badInput(
        "device.invalid",
        "device "
            + shown(id)
            + ": "
            + shown(Objects.requireNonNull(member))
            + ": expected "
            + expected
            + ", found \""
            + shown(found)
            + "\"");
  }

  private static String shown(String text) {
    String plain = text.replaceAll("\\p{Cntrl}", "?");
    return plain.length() > 80 ? plain.substring(0, 80) + "…" : plain;
  }
}

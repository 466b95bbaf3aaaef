package dev.fieldcare.registry.parties;

import dev.fieldcare.registry.Fields;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Somebody at a customer's.
 *
 * @param id empty for one that is to be given one
 * @param site where they are asked for; null for all of the customer's
 * @param role what they do, in the customer's words
 * @param primary whether they are asked first; there is one such for each place
 * @param version as {@link Site} has it
 */
public record Contact(
    String id,
    String customer,
    @Nullable String site,
    String name,
    @Nullable String role,
    @Nullable String email,
    @Nullable String phone,
    Language language,
    boolean primary,
    int version) {

  /** In which they are written to. */
  public enum Language {
    ZH,
    EN;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static final List<String> KEYS =
      List.of(
          "id",
          "customer",
          "site",
          "name",
          "role",
          "email",
          "phone",
          "language",
          "primary",
          "version");
  private static final String CODE = "contact.invalid";
  private static final Pattern EMAIL = Pattern.compile("[^@\\s<>,;\"]{1,64}@[^@\\s<>,;\"]{1,189}");
  private static final Pattern PHONE = Pattern.compile("\\+?[0-9][0-9 ()./-]{4,31}");

  /** As {@link #json} writes it; all but customer, name and a way to reach them may be left out. */
  public static Contact parse(JsonObject json) {
    var fields = Fields.of(json, "contact " + json.getValue("id") + ":", CODE, KEYS);
    String email = matching(fields, "email", EMAIL, "an address such as li@example.com");
    String phone = matching(fields, "phone", PHONE, "a number such as +86 10 5555 0199");
    if (email == null && phone == null) {
      throw fields.refused("", "an email or a phone", null);
    }
    String id = fields.findId("id");
    return new Contact(
        id == null ? "" : id,
        fields.getId("customer"),
        fields.findId("site"),
        fields.getText("name", 256),
        fields.findText("role", 256),
        email,
        phone,
        language(fields),
        Boolean.TRUE.equals(fields.findFlag("primary")),
        fields.version());
  }

  private static @Nullable String matching(
      Fields fields, String name, Pattern form, String expected) {
    String text = fields.findText(name);
    if (text != null && !form.matcher(text).matches()) {
      // what was found is not repeated: it is about a person, and refusals are logged
      throw fields.refused(name, expected + ", found another");
    }
    return text;
  }

  private static Language language(Fields fields) {
    String code = fields.findText("language");
    if (code == null) {
      return Language.ZH;
    }
    for (Language each : Language.values()) {
      if (each.code().equals(code)) {
        return each;
      }
    }
    throw fields.refused("language", "zh or en", fields.find("language"));
  }

  /**
   * A number as it is compared: digits only, abroad with a plus, at home without the country's 86
   * and without the zero before an area code.
   */
  static String phoneKey(String written) {
    String digits = written.replaceAll("[^0-9+]", "").replaceFirst("^00", "+");
    String home = digits.replaceFirst("^\\+86", "");
    return home.startsWith("+") ? home : home.replaceFirst("^0", "");
  }

  /** Whether it is to be compared as a number and not as an address of mail. */
  static boolean isPhone(String address) {
    return PHONE.matcher(address.strip()).matches();
  }

  Contact saved(String given, int stored) {
    return new Contact(given, customer, site, name, role, email, phone, language, primary, stored);
  }

  /** Which members are other than they were; their values are nobody else's business. */
  List<String> changedFrom(@Nullable Contact before) {
    var now = facts();
    Map<String, Object> then = before == null ? Map.of() : before.facts();
    return now.keySet().stream()
        .filter(key -> !Objects.equals(now.get(key), then.get(key)))
        .toList();
  }

  private Map<String, Object> facts() {
    var all = new LinkedHashMap<String, Object>();
    json().forEach(each -> all.put(each.getKey(), each.getValue()));
    all.keySet().removeAll(List.of("id", "version"));
    return all;
  }

  public JsonObject json() {
    return new JsonObject()
        .put("id", id)
        .put("customer", customer)
        .put("site", site)
        .put("name", name)
        .put("role", role)
        .put("email", email)
        .put("phone", phone)
        .put("language", language.code())
        .put("primary", primary)
        .put("version", version);
  }
}

package dev.fieldcare.promises.standards;

import dev.fieldcare.base.Nearest;
import dev.fieldcare.base.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parameters a service standard has, and the kind of each. */
public final class Catalogue {
  /** What a value must be. */
  enum Kind {
    TERM("a term such as {measure: working_days, amount: 3}"),
    TEXT("a text"),
    COUNT("a whole number above 0"),
    FLAG("true or false"),
    LIST("a list");

    private final String expected;

    Kind(String expected) {
      this.expected = expected;
    }

    String expected() {
      return expected;
    }
  }

  /** By which calendar promises are counted where the site has none of its own. */
  public static final String CALENDAR = "calendar";

  private static final Map<String, Kind> KINDS = new LinkedHashMap<>();

  static {
    all(
        Kind.TERM,
        "response.general",
        "onsite.contact",
        "onsite.arrival",
        "repair.warranty",
        "replacement.review",
        "replacement.fulfil",
        "consult.reply",
        "followup.interval",
        "oow.response",
        "oow.repair.warranty",
        "warranty.period",
        "replacement.window",
        "sampling.period",
        "upgrade.cadence",
        "upgrade.notify",
        "feedback.reply",
        "capa.due",
        "followup.afterReplacement",
        "quote.validity",
        "commissioning.soak");
    all(
        Kind.TEXT,
        CALENDAR,
        "replacement.fulfil.milestone",
        "warranty.start",
        "sampling.plan",
        "stability.profile");
    all(Kind.COUNT, "replacement.repairCount", "labour.rate", "archive.years");
    all(Kind.FLAG, "warranty.lengthenedByRepair");
    all(Kind.LIST, "onsite.remote.divisions", "labour.grade");
  }

  static final List<String> KEYS = List.copyOf(KINDS.keySet());

  private Catalogue() {}

  private static void all(Kind kind, String... keys) {
    for (String key : keys) {
      KINDS.put(key, kind);
    }
  }

  /**
   * @throws Problem {@code standard.unknown}
   */
  static Kind kind(String key) {
    Kind kind = KINDS.get(key);
    if (kind == null) {
      throw Problem.badInput(
          "standard.unknown",
          "there is no standard " + key + Nearest.hint(key, KEYS) + ": see /api/v1/standards");
    }
    return kind;
  }

  /** What a text may be; anything, when empty. */
  static List<String> codes(String key) {
    return switch (key) {
      case "replacement.fulfil.milestone" ->
          List.of("SHIPPED", "INSTALL_SCHEDULED", "COMMISSIONED");
      case "warranty.start" -> List.of("INSTALL", "PURCHASE", "MANUFACTURE", "DELIVERY");
      default -> List.of();
    };
  }
}

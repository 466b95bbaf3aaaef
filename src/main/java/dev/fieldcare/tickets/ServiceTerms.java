package dev.fieldcare.tickets;

import dev.fieldcare.base.Problem;
import dev.fieldcare.promises.Term;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is promised on tickets by when.
 *
 * @param calendar which one counts
 * @param promises the term of each kind of promise; all that tickets make have one
 * @param remoteDivisions beginnings of the codes of divisions in which no arrival is promised
 */
public record ServiceTerms(
    String version,
    String calendar,
    Map<String, Term> promises,
    Term repairWarranty,
    Duration soak,
    List<String> remoteDivisions) {
  private static final Set<String> KINDS =
      Set.of(
          ClockRules.RESPONSE,
          ClockRules.RESPONSE_OUT_OF_WARRANTY,
          ClockRules.REPLY,
          ClockRules.CONTACT,
          ClockRules.ARRIVAL);

  public ServiceTerms {
    promises = Map.copyOf(promises);
    remoteDivisions = List.copyOf(remoteDivisions);
    for (String kind : KINDS) {
      if (!promises.containsKey(kind)) {
        throw bad("a term for " + kind, "none: a promise without one is none");
      }
    }
    if (soak.isNegative()) {
      throw bad("a soak of at least 0 hours", soak.toString());
    }
  }

  Term term(String kind) {
    Term term = promises.get(kind);
    if (term == null) {
      throw bad("a term for " + kind, "none");
    }
    return term;
  }

  /** Reads the terms out of their file, read as JSON. */
  public static ServiceTerms parse(JsonObject json) {
    try {
      var promises = new HashMap<String, Term>();
      for (String kind : object(json, "promises").fieldNames()) {
        promises.put(kind, Term.parse(object(object(json, "promises"), kind), kind));
      }
      var divisions = new ArrayList<String>();
      JsonArray listed = json.getJsonArray("remoteDivisions", new JsonArray());
      for (int i = 0; i < listed.size(); i++) {
        divisions.add(listed.getString(i));
      }
      return new ServiceTerms(
          text(json, "version"),
          text(json, "calendar"),
          promises,
          Term.parse(object(json, "repair.warranty"), "repair.warranty"),
          Duration.ofSeconds(Math.round(number(json, "soakHours") * 3600)),
          divisions);
    } catch (ClassCastException e) {
      throw bad(
          "texts, numbers and lists as in the file that is shipped",
          String.valueOf(e.getMessage()));
    }
  }

  private static JsonObject object(JsonObject json, String key) {
    if (json.getValue(key) instanceof JsonObject found) {
      return found;
    }
    throw bad("an object as " + key, String.valueOf(json.getValue(key)));
  }

  private static String text(JsonObject json, String key) {
    if (json.getValue(key) instanceof String found) {
      return found;
    }
    throw bad("a text as " + key, String.valueOf(json.getValue(key)));
  }

  private static double number(JsonObject json, String key) {
    if (json.getValue(key) instanceof Number found) {
      return found.doubleValue();
    }
    throw bad("a number as " + key, String.valueOf(json.getValue(key)));
  }

  private static Problem bad(String expected, String found) {
    return Problem.badInput(
        "ticket-terms", "ticket terms: expected " + expected + ", found " + found);
  }
}

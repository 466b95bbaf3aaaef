package dev.fieldcare.api;

import dev.fieldcare.base.Nearest;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Role;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of a request, of which only known ones are accepted: a misspelt filter that
 * is silently ignored would show far too much.
 */
final class Query {
  static final int DEFAULT_LIMIT = 100;
  static final int MAX_LIMIT = 1000;
  private static final int LONGEST_SHOWN = 60;

  private final MultiMap parameters;

  private Query(MultiMap parameters) {
    this.parameters = parameters;
  }

  /** Refuses unknown and repeated parameters. */
  static Query of(MultiMap parameters, Collection<String> known) {
    for (String name : parameters.names()) {
      if (!known.contains(name)) {
        throw Problem.badInput(
            "query.unknown",
            "unknown query parameter: expected "
                + (known.isEmpty() ? "none" : "only " + String.join(", ", known))
                + ", found "
                + shown(name)
                + Nearest.hint(name, known));
      }
      List<String> values = parameters.getAll(name);
      if (values.size() > 1) {
        throw bad(name, "one value", String.join(", ", values));
      }
    }
    return new Query(parameters);
  }

  static Problem bad(String parameter, String expected, String found) {
    return Problem.badInput(
        "query." + parameter, parameter + ": expected " + expected + ", found " + shown(found));
  }

  /** Absent when the parameter is absent or empty. */
  @Nullable String text(String name) {
    String value = parameters.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  String required(String name, String example) {
    String value = text(name);
    if (value == null) {
      throw Problem.badInput(
          "query." + name,
          name + ": expected, for example " + name + "=" + example + ", found none");
    }
    return value;
  }

  /** The customer to list for: a customer's own, whatever was asked. */
  @Nullable String customer(Caller caller) {
    String asked = text("customer");
    if (caller.role() != Role.CUSTOMER) {
      return asked;
    }
    if (asked != null && !caller.maySee(asked)) {
      throw bad("customer", "your own, " + caller.customer(), asked);
    }
    return caller.customer();
  }

  int limit() {
    return number("limit", DEFAULT_LIMIT, MAX_LIMIT);
  }

  int number(String name, int otherwise, int max) {
    String value = text(name);
    if (value == null) {
      return otherwise;
    }
    try {
      int found = Integer.parseInt(value);
      if (found >= 1 && found <= max) {
        return found;
      }
    } catch (NumberFormatException e) {
      // not a number: said below
    }
    throw bad(name, "a whole number from 1 to " + max, value);
  }

  double decimal(String name, double otherwise, double min, double max) {
    String value = text(name);
    if (value == null) {
      return otherwise;
    }
    try {
      double found = Double.parseDouble(value);
      if (found >= min && found <= max) {
        return found;
      }
    } catch (NumberFormatException e) {
      // not a number: said below
    }
    throw bad(name, "a number from " + min + " to " + max, value);
  }

  @Nullable Boolean flag(String name) {
    String value = text(name);
    if (value == null) {
      return null;
    }
    return switch (value) {
      case "true" -> Boolean.TRUE;
      case "false" -> Boolean.FALSE;
      default -> throw bad(name, "true or false", value);
    };
  }

  boolean flag(String name, boolean otherwise) {
    Boolean value = flag(name);
    return value == null ? otherwise : value;
  }

  @Nullable Instant instant(String name) {
    String value = text(name);
    return value == null ? null : Times.instant(name, value);
  }

  @Nullable Duration duration(String name) {
    String value = text(name);
    return value == null ? null : Times.duration(name, value);
  }

  /** One of the codes of an enum or the like. */
  <T> @Nullable T code(String name, Function<String, Optional<T>> find, Collection<String> codes) {
    String value = text(name);
    if (value == null) {
      return null;
    }
    return find.apply(value)
        .orElseThrow(
            () ->
                bad(
                    name,
                    "one of " + String.join(", ", codes),
                    shown(value) + Nearest.hint(value, codes)));
  }

  /** A cursor that counts: as {@code after} of a list whose cursors are numbers. */
  @Nullable Long cursor(String name) {
    String value = text(name);
    if (value == null) {
      return null;
    }
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw bad(name, "the next of an earlier answer", value);
    }
  }

  private static String shown(String found) {
    String cut = found.length() > LONGEST_SHOWN ? found.substring(0, LONGEST_SHOWN) + "…" : found;
    return cut.replaceAll("\\p{Cntrl}", "?");
  }
}

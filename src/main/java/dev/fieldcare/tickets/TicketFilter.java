package dev.fieldcare.tickets;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Severity;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tickets to list; what is null or empty does not narrow.
 *
 * @param text a piece of the number, device, symptom or because, without regard to case
 */
public record TicketFilter(
    @Nullable String device,
    @Nullable Kind kind,
    Set<State> states,
    @Nullable Boolean open,
    @Nullable String symptom,
    @Nullable Severity severity,
    @Nullable String assignee,
    @Nullable String customer,
    @Nullable String model,
    @Nullable String lot,
    @Nullable String text) {
  public static final TicketFilter ALL =
      new TicketFilter(null, null, Set.of(), null, null, null, null, null, null, null, null);

  /** The names of query parameters that {@link #parse} understands. */
  public static final Set<String> PARAMETERS =
      Set.of(
          "device",
          "kind",
          "state",
          "open",
          "symptom",
          "severity",
          "assignee",
          "customer",
          "model",
          "lot",
          "q");

  public static TicketFilter ofDevice(String device) {
    return new TicketFilter(device, null, Set.of(), null, null, null, null, null, null, null, null);
  }

  /**
   * Reads query parameters: {@code state} may list several with commas, {@code open} is true or
   * false, {@code q} is free text. Refuses what it cannot read with {@code ticket.filter}.
   */
  public static TicketFilter parse(Map<String, String> query) {
    String kind = query.get("kind");
    String severity = query.get("severity");
    return new TicketFilter(
        query.get("device"),
        kind == null ? null : Kind.find(kind).orElseThrow(() -> refused("kind", "fault", kind)),
        states(query.get("state")),
        open(query.get("open")),
        query.get("symptom"),
        severity == null
            ? null
            : Severities.find(severity)
                .orElseThrow(
                    () -> refused("severity", "critical, major, minor or warning", severity)),
        query.get("assignee"),
        query.get("customer"),
        query.get("model"),
        query.get("lot"),
        query.get("q"));
  }

  private static Set<State> states(@Nullable String text) {
    var states = EnumSet.noneOf(State.class);
    if (text != null) {
      for (String name : text.split(",", -1)) {
        states.add(
            Arrays.stream(State.values())
                .filter(each -> each.name().equalsIgnoreCase(name.strip()))
                .findFirst()
                .orElseThrow(
                    () -> refused("state", "of " + Arrays.toString(State.values()), name)));
      }
    }
    return states;
  }

  private static @Nullable Boolean open(@Nullable String text) {
    if (text == null) {
      return null;
    }
    return switch (text) {
      case "true" -> Boolean.TRUE;
      case "false" -> Boolean.FALSE;
      default -> throw refused("open", "true or false", text);
    };
  }

  private static Problem refused(String key, String expected, String found) {
    return Problem.badInput(
        "ticket.filter", key + " must be " + expected + ", found \"" + found + "\"");
  }
}

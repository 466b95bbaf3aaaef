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
 * @param cause the type of a parent's cause, or type and id: {@code site}, {@code site:s-3}
 * @param grouped true leaves out those whose parent stands for them
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
    @Nullable String parent,
    @Nullable String cause,
    @Nullable Boolean grouped,
    @Nullable String text) {
  public static final TicketFilter ALL = ofDevice(null);

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
          "parent",
          "cause",
          "grouped",
          "q");

  public static TicketFilter ofDevice(@Nullable String device) {
    return new TicketFilter(
        device, null, Set.of(), null, null, null, null, null, null, null, null, null, null, null);
  }

  /** The open ticket for the same device or cause and the same symptom. */
  static TicketFilter openLike(Ticket ticket) {
    Cause cause = ticket.cause();
    return new TicketFilter(
        ticket.device(),
        ticket.kind(),
        Set.of(),
        true,
        ticket.symptom(),
        null,
        null,
        null,
        null,
        null,
        null,
        cause == null ? null : cause.type().code() + ":" + cause.id(),
        null,
        null);
  }

  /**
   * Reads query parameters: {@code state} may list several with commas, {@code open} and {@code
   * grouped} are true or false, {@code q} is free text. Refuses what it cannot read with {@code
   * ticket.filter}.
   */
  public static TicketFilter parse(Map<String, String> query) {
    String kind = query.get("kind");
    String severity = query.get("severity");
    return new TicketFilter(
        query.get("device"),
        kind == null
            ? null
            : Kind.find(kind)
                .orElseThrow(() -> refused("kind", "fault, consultation or problem", kind)),
        states(query.get("state")),
        truth("open", query.get("open")),
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
        query.get("parent"),
        cause(query.get("cause")),
        truth("grouped", query.get("grouped")),
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

  private static @Nullable String cause(@Nullable String text) {
    if (text != null && Cause.Type.find(text.split(":", 2)[0]).isEmpty()) {
      throw refused(
          "cause", "gateway, lot, firmware, site, model or flood, and :id if wanted", text);
    }
    return text;
  }

  private static @Nullable Boolean truth(String key, @Nullable String text) {
    if (text == null) {
      return null;
    }
    return switch (text) {
      case "true" -> Boolean.TRUE;
      case "false" -> Boolean.FALSE;
      default -> throw refused(key, "true or false", text);
    };
  }

  private static Problem refused(String key, String expected, String found) {
    return Problem.badInput(
        "ticket.filter", key + " must be " + expected + ", found \"" + found + "\"");
  }
}

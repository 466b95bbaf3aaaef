package dev.fieldcare.promises.coverage;

import dev.fieldcare.promises.Clock;
import dev.fieldcare.promises.Deadline;
import dev.fieldcare.promises.Pause;
import dev.fieldcare.promises.Term;
import dev.fieldcare.promises.WorkCalendar;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Up to when and how much of a unit's repair is free.
 *
 * @param term null when the end was copied from another coverage or agreed as a date
 * @param pauses time in repair, where it does not count
 * @param end the first moment at which it is over; null while a pause lasts
 * @param inheritedFrom the coverage of the unit that this one replaces
 * @param closed when it went over to another unit
 * @param line of the contract that gives it; null where none does
 */
public record Coverage(
    long id,
    String unit,
    Basis basis,
    Scope scope,
    Covered covered,
    Instant start,
    @Nullable Term term,
    boolean lengthenedByRepair,
    List<Pause> pauses,
    @Nullable Instant end,
    boolean provisional,
    String clause,
    String version,
    @Nullable Long inheritedFrom,
    @Nullable Instant closed,
    @Nullable LineId line) {

  public Coverage {
    pauses = List.copyOf(pauses);
  }

  /** From the start up to, and not including, the end: the last instant of the last day counts. */
  public boolean isValidAt(Instant at) {
    return !at.isBefore(start)
        && (end == null || at.isBefore(end))
        && (closed == null || at.isBefore(closed));
  }

  /** When a term is over; empty while a pause lasts. */
  static Optional<Deadline> ending(
      Term term, Instant start, List<Pause> pauses, WorkCalendar calendar) {
    return new Clock(term, start, pauses, calendar).deadline();
  }

  /** The same with other pauses, its end counted anew; a copied end moves by nothing. */
  Coverage with(List<Pause> changed, WorkCalendar calendar) {
    if (term == null) {
      return this;
    }
    Optional<Deadline> ending = ending(term, start, changed, calendar);
    return new Coverage(
        id,
        unit,
        basis,
        scope,
        covered,
        start,
        term,
        lengthenedByRepair,
        changed,
        ending.map(Deadline::at).orElse(null),
        ending.map(Deadline::provisional).orElse(true),
        clause,
        version,
        inheritedFrom,
        closed,
        line);
  }

  /** The same with another end that was agreed. */
  Coverage endingAt(Instant other) {
    return new Coverage(
        id,
        unit,
        basis,
        scope,
        covered,
        start,
        term,
        lengthenedByRepair,
        pauses,
        other,
        false,
        clause,
        version,
        inheritedFrom,
        closed,
        line);
  }

  public JsonObject json() {
    JsonObject json =
        new JsonObject()
            .put("id", id)
            .put("unit", unit)
            .put("basis", basis.name())
            .put("scope", scope.json())
            .put("covered", covered.json())
            .put("start", start.toString())
            .put("term", term == null ? null : term.json())
            .put("lengthenedByRepair", lengthenedByRepair)
            .put("pauses", new JsonArray(pauses.stream().map(Pause::json).toList()))
            .put("end", end == null ? null : end.toString())
            .put("provisional", provisional)
            .put("clause", clause)
            .put("version", version)
            .put("inheritedFrom", inheritedFrom)
            .put("closed", closed == null ? null : closed.toString());
    // left out where there is none, so that decisions made before hash to what they did
    return line == null ? json : json.put("contract", line.contract()).put("line", line.line());
  }
}

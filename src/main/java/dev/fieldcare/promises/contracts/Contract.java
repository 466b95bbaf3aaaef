package dev.fieldcare.promises.contracts;

import dev.fieldcare.promises.coverage.Contracted.Due;
import dev.fieldcare.promises.coverage.Grant;
import dev.fieldcare.promises.coverage.LineId;
import dev.fieldcare.promises.standards.Catalogue;
import dev.fieldcare.registry.Device;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was agreed with a customer for a time.
 *
 * @param to the last day, which counts to its end
 * @param calendar by which what it promises is counted and in whose zone its days begin and end;
 *     null where it names none
 * @param terms as those of a {@link Line}, for all of its lines
 * @param begins the first moment at which it holds
 * @param ends the first at which it no longer does
 * @param endedAt when it was ended before its time; perhaps a day that is yet to come
 * @param version counts its changes; of one to be saved, the version it must still have, or 0
 */
public record Contract(
    String number,
    String customer,
    String name,
    LocalDate from,
    LocalDate to,
    @Nullable String calendar,
    @Nullable String notes,
    Map<String, Object> terms,
    List<Line> lines,
    Instant begins,
    Instant ends,
    @Nullable Instant endedAt,
    @Nullable String endedBecause,
    int version) {

  public Contract {
    terms = Map.copyOf(terms);
    lines = List.copyOf(lines);
  }

  /** From the first day to the end of the last one. */
  boolean holdsAt(Instant at) {
    return !at.isBefore(begins) && at.isBefore(ends);
  }

  LineId id(Line line) {
    return new LineId(number, line.id());
  }

  /** What its lines give a device; nothing to one of another customer. */
  List<Due> due(Device device) {
    return customer.equals(device.customer())
        ? lines.stream().map(line -> due(line, device)).toList()
        : List.of();
  }

  private Due due(Line line, Device device) {
    Instant since = line.since();
    Instant start = since == null || since.isBefore(begins) ? begins : since;
    Grant grant = Grant.contract(device.id(), id(line), line.covered(), start, ends, version);
    return new Due(grant, line.subject().names(device));
  }

  /** All that a kind of subject names in any line. */
  Set<String> named(Subject.Kind kind) {
    var all = new HashSet<String>();
    lines.stream()
        .map(Line::subject)
        .filter(subject -> subject.kind() == kind)
        .forEach(subject -> all.addAll(subject.ids()));
    return all;
  }

  /** With these lines; one that covers what it did is as old as it was. */
  Contract with(List<Line> wanted, Contract before, Instant now) {
    List<Line> dated =
        wanted.stream()
            .map(
                line ->
                    line.since(
                        before.lines.stream()
                            .filter(it -> it.id().equals(line.id()) && it.coversAs(line))
                            .findFirst()
                            .map(it -> java.util.Optional.ofNullable(it.since()))
                            .orElse(java.util.Optional.of(now))
                            .orElse(null)))
            .toList();
    return changed(dated, ends, endedAt, endedBecause, version);
  }

  Contract withTerms(Map<String, Object> others) {
    return new Contract(
        number,
        customer,
        name,
        from,
        to,
        calendar,
        notes,
        others,
        lines,
        begins,
        ends,
        endedAt,
        endedBecause,
        version);
  }

  /** Its terms, and the calendar it names as one of them. */
  Map<String, Object> agreed() {
    if (calendar == null) {
      return terms;
    }
    var all = new HashMap<>(terms);
    all.put(Catalogue.CALENDAR, calendar);
    return all;
  }

  Map<String, Object> termsOf(String line) {
    return lines.stream()
        .filter(it -> it.id().equals(line))
        .findFirst()
        .map(Line::terms)
        .orElse(Map.of());
  }

  Contract ended(Instant at, String because) {
    return changed(lines, at, at, because, version);
  }

  Contract withVersion(int stored) {
    return changed(lines, ends, endedAt, endedBecause, stored);
  }

  private Contract changed(
      List<Line> others,
      Instant end,
      @Nullable Instant ended,
      @Nullable String because,
      int stored) {
    return new Contract(
        number, customer, name, from, to, calendar, notes, terms, others, begins, end, ended,
        because, stored);
  }

  /** As stored and journalled. */
  JsonObject json() {
    return new JsonObject()
        .put("number", number)
        .put("customer", customer)
        .put("name", name)
        .put("from", from.toString())
        .put("to", to.toString())
        .put("calendar", calendar)
        .put("notes", notes)
        .put("terms", new JsonObject(new java.util.TreeMap<>(terms)))
        .put("lines", linesJson())
        .put("begins", begins.toString())
        .put("ends", ends.toString())
        .put("endedAt", endedAt == null ? null : endedAt.toString())
        .put("endedBecause", endedBecause)
        .put("version", version);
  }

  public JsonArray linesJson() {
    return new JsonArray(lines.stream().map(Line::json).toList());
  }

  /** As it stands at that moment: {@code PLANNED}, {@code IN_FORCE} or {@code ENDED}. */
  public JsonObject json(Instant now) {
    String state = now.isBefore(begins) ? "PLANNED" : now.isBefore(ends) ? "IN_FORCE" : "ENDED";
    return json().put("state", ends.isAfter(begins) ? state : "ENDED");
  }
}

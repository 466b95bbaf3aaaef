package dev.fieldcare.commands;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The demo's verdict: what the simulator says it injected beside the tickets that the server
 * opened.
 */
final class DemoReport {

  /**
   * A ticket as far as the verdict needs it.
   *
   * @param subject the device, or of a parent the cause, as in {@code site s-3}
   * @param covers devices it stands for beside that: they have no tickets, or theirs are below it
   */
  record Seen(
      String number,
      String subject,
      Set<String> covers,
      String symptom,
      Instant openedAt,
      Instant firstSeenAt,
      int occurrences,
      String because) {}

  /**
   * One thing that a fault was to bring about, and the ticket that it did, if any.
   *
   * @param uncovered devices that the ticket was to stand for, too, and does not
   */
  record Row(
      String fault,
      String subject,
      String symptom,
      boolean required,
      Instant from,
      Optional<Seen> ticket,
      Set<String> uncovered) {

    boolean isMissed() {
      return required && (ticket.isEmpty() || !uncovered.isEmpty());
    }

    /** From the injection until the ticket opened, on the demo's clock. */
    Optional<Duration> delay() {
      return ticket.map(seen -> Duration.between(from, seen.openedAt()));
    }
  }

  private final List<Row> rows = new ArrayList<>();
  private final List<Seen> falseTickets = new ArrayList<>();
  private final int prevented;

  /**
   * @param truth as the simulator writes it, see device-simulator/README.md
   * @param tickets all that were opened, parents too
   */
  DemoReport(JsonNode truth, List<Seen> tickets) {
    prevented = truth.path("prevented").asInt();
    Set<String> explained = new HashSet<>();
    for (JsonNode fault : truth.path("faults")) {
      for (JsonNode expected : fault.path("expect")) {
        boolean required = expected.path("required").asBoolean(true);
        List<Seen> matching =
            tickets.stream()
                .filter(seen -> isMeant(expected, seen))
                .filter(seen -> !required || !explained.contains(seen.number()))
                .limit(required ? 1 : Long.MAX_VALUE) // a second one says the same again
                .toList();
        matching.forEach(seen -> explained.add(seen.number()));
        Optional<Seen> ticket = matching.stream().findFirst();
        rows.add(
            new Row(
                fault.path("fault").asText(),
                subject(expected),
                expected.path("symptom").asText(),
                required,
                Instant.ofEpochMilli(fault.path("from").asLong()),
                ticket,
                ticket.map(seen -> uncovered(expected, seen)).orElse(Set.of())));
      }
    }
    tickets.stream().filter(seen -> !explained.contains(seen.number())).forEach(falseTickets::add);
  }

  private static String subject(JsonNode expected) {
    return expected.path(expected.has("cause") ? "cause" : "device").asText();
  }

  private static Set<String> uncovered(JsonNode expected, Seen seen) {
    Set<String> missing = new TreeSet<>();
    expected.path("covers").forEach(each -> missing.add(each.asText()));
    missing.removeAll(seen.covers());
    return missing;
  }

  private static boolean isMeant(JsonNode expected, Seen seen) {
    long from = expected.path("from").asLong();
    long to = expected.path("to").asLong();
    return seen.subject().equals(subject(expected))
        && seen.symptom().equals(expected.path("symptom").asText())
        && (isWithin(seen.firstSeenAt(), from, to) || isWithin(seen.openedAt(), from, to));
  }

  private static boolean isWithin(Instant time, long from, long to) {
    return time.toEpochMilli() >= from && time.toEpochMilli() <= to;
  }

  List<Row> rows() {
    return rows;
  }

  List<Seen> falseTickets() {
    return falseTickets;
  }

  long caught() {
    return rows.stream().filter(row -> row.required() && !row.isMissed()).count();
  }

  long required() {
    return rows.stream().filter(Row::required).count();
  }

  boolean isPerfect() {
    return falseTickets.isEmpty() && rows.stream().noneMatch(Row::isMissed);
  }

  /** For a terminal. */
  String text() {
    return text(rows);
  }

  /** The same without what was caught. */
  String brief() {
    return text(rows.stream().filter(Row::isMissed).toList());
  }

  private String text(List<Row> shown) {
    var text = new StringBuilder();
    if (!shown.isEmpty() || !falseTickets.isEmpty()) {
      text.append(
          "%n%-14s %-14s %-24s %-10s %-15s %s%n"
              .formatted("injected", "device", "symptom", "verdict", "ticket", "opened after"));
    }
    for (Row row : shown) {
      if (row.required() || row.ticket().isPresent()) {
        text.append(
            "%-14s %-14s %-24s %-10s %-15s %s%n"
                .formatted(
                    row.fault(),
                    row.subject(),
                    row.symptom(),
                    row.isMissed() ? "MISSED" : row.required() ? "caught" : "follows",
                    row.ticket().map(Seen::number).orElse("-"),
                    row.delay().map(DemoReport::spoken).orElse("-")));
        row.ticket().ifPresent(seen -> text.append("    %s%n".formatted(seen.because())));
        if (!row.uncovered().isEmpty()) {
          text.append("    does not stand for %s%n".formatted(String.join(", ", row.uncovered())));
        }
      }
    }
    for (Seen seen : falseTickets) {
      text.append(
          "%-14s %-14s %-24s %-10s %-15s %s%n    %s%n"
              .formatted(
                  "nothing",
                  seen.subject(),
                  seen.symptom(),
                  "FALSE",
                  seen.number(),
                  seen.openedAt(),
                  seen.because()));
    }
    text.append(
        "%n%d of %d caught, %d false, %d missed%s%n"
            .formatted(
                caught(),
                required(),
                falseTickets.size(),
                required() - caught(),
                prevented == 0 ? "" : "; %d kept away by a release".formatted(prevented)));
    return text.toString();
  }

  private static String spoken(Duration delay) {
    return "%d min %02d s".formatted(delay.toMinutes(), Math.abs(delay.toSecondsPart()));
  }
}

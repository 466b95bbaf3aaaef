package dev.fieldcare.commands;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The demo's verdict: what the simulator says it injected beside the tickets that the server
 * opened.
 */
final class DemoReport {

  /** A ticket as far as the verdict needs it. */
  record Seen(
      String number,
      String device,
      String symptom,
      Instant openedAt,
      Instant firstSeenAt,
      int occurrences,
      String because) {}

  /** One thing that a fault was to bring about, and the ticket that it did, if any. */
  record Row(
      String fault,
      String device,
      String symptom,
      boolean required,
      Instant from,
      Optional<Seen> ticket) {

    boolean isMissed() {
      return required && ticket.isEmpty();
    }

    /** From the injection until the ticket opened, on the demo's clock. */
    Optional<Duration> delay() {
      return ticket.map(seen -> Duration.between(from, seen.openedAt()));
    }
  }

  private final List<Row> rows = new ArrayList<>();
  private final List<Seen> falseTickets = new ArrayList<>();

  /**
   * @param truth as the simulator writes it, see device-simulator/README.md
   */
  DemoReport(JsonNode truth, List<Seen> tickets) {
    Set<String> explained = new HashSet<>();
    for (JsonNode fault : truth.path("faults")) {
      for (JsonNode expected : fault.path("expect")) {
        List<Seen> matching = tickets.stream().filter(seen -> isMeant(expected, seen)).toList();
        matching.forEach(seen -> explained.add(seen.number()));
        rows.add(
            new Row(
                fault.path("fault").asText(),
                expected.path("device").asText(),
                expected.path("symptom").asText(),
                expected.path("required").asBoolean(true),
                Instant.ofEpochMilli(fault.path("from").asLong()),
                matching.stream().findFirst()));
      }
    }
    tickets.stream().filter(seen -> !explained.contains(seen.number())).forEach(falseTickets::add);
  }

  private static boolean isMeant(JsonNode expected, Seen seen) {
    long from = expected.path("from").asLong();
    long to = expected.path("to").asLong();
    return seen.device().equals(expected.path("device").asText())
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
    return rows.stream().filter(row -> row.required() && row.ticket().isPresent()).count();
  }

  long required() {
    return rows.stream().filter(Row::required).count();
  }

  boolean isPerfect() {
    return falseTickets.isEmpty() && rows.stream().noneMatch(Row::isMissed);
  }

  /** For a terminal. */
  String text() {
    var text = new StringBuilder();
    text.append(
        "%n%-14s %-14s %-24s %-10s %-15s %s%n"
            .formatted("injected", "device", "symptom", "verdict", "ticket", "opened after"));
    for (Row row : rows) {
      if (row.required() || row.ticket().isPresent()) {
        text.append(
            "%-14s %-14s %-24s %-10s %-15s %s%n"
                .formatted(
                    row.fault(),
                    row.device(),
                    row.symptom(),
                    row.isMissed() ? "MISSED" : row.required() ? "caught" : "follows",
                    row.ticket().map(Seen::number).orElse("-"),
                    row.delay().map(DemoReport::spoken).orElse("-")));
        row.ticket().ifPresent(seen -> text.append("    %s%n".formatted(seen.because())));
      }
    }
    for (Seen seen : falseTickets) {
      text.append(
          "%-14s %-14s %-24s %-10s %-15s %s%n    %s%n"
              .formatted(
                  "nothing",
                  seen.device(),
                  seen.symptom(),
                  "FALSE",
                  seen.number(),
                  seen.openedAt(),
                  seen.because()));
    }
    text.append(
        "%n%d of %d caught, %d false, %d missed%n"
            .formatted(caught(), required(), falseTickets.size(), required() - caught()));
    return text.toString();
  }

  private static String spoken(Duration delay) {
    return "%d min %02d s".formatted(delay.toMinutes(), Math.abs(delay.toSecondsPart()));
  }
}

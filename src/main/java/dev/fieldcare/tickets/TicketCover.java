package dev.fieldcare.tickets;

import dev.fieldcare.promises.coverage.Cause;
import dev.fieldcare.promises.coverage.Coverage;
import dev.fieldcare.promises.coverage.CoverageDesk;
import dev.fieldcare.promises.coverage.Covered;
import dev.fieldcare.promises.coverage.Decision;
import dev.fieldcare.promises.coverage.Entitlements;
import dev.fieldcare.promises.coverage.Scope;
import dev.fieldcare.promises.standards.Target;
import dev.fieldcare.registry.Device;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What coverages mean to tickets: what is free, and what a repair that was signed off opens. */
final class TicketCover {
  private final CoverageDesk desk;

  TicketCover(CoverageDesk desk) {
    this.desk = desk;
  }

  /**
   * Decides, and keeps the decisions.
   *
   * @param diagnosis empty while nobody has looked
   */
  Future<Map<String, Entitled>> entitle(
      SqlConnection sql, List<Ticket> tickets, JsonObject diagnosis, Instant at, Actor by) {
    List<Entitlements.Asked> asked =
        tickets.stream()
            .filter(each -> each.kind() != Kind.PROBLEM)
            .map(each -> asked(each, diagnosis))
            .toList();
    Decision.Stage stage = diagnosis.isEmpty() ? Decision.Stage.INTAKE : Decision.Stage.DIAGNOSIS;
    return desk.entitlements()
        .decide(sql, asked, stage, at, by.journalName())
        .map(
            decisions -> {
              var all = new HashMap<String, Entitled>();
              for (Ticket each : tickets) {
                Decision made = decisions.get(each.key());
                all.put(each.number(), made == null ? Entitled.NOTHING : entitled(made));
              }
              return all;
            });
  }

  private static Entitlements.Asked asked(Ticket ticket, JsonObject diagnosis) {
    var cause = new Cause(causeOf(diagnosis), parts(diagnosis), ticket.symptom());
    return new Entitlements.Asked(ticket.key(), ticket.device(), cause);
  }

  private static Entitled entitled(Decision made) {
    Covered covered = made.covered();
    return new Entitled(covered.parts(), covered.labour(), covered.travel(), made.json());
  }

  /** The engineer's code for it, or else their words. */
  private static @Nullable String causeOf(JsonObject diagnosis) {
    String code = Given.text(diagnosis, "causeCode");
    return code == null ? Given.text(diagnosis, "cause") : code;
  }

  /** Opens a coverage of the diagnosed cause and of the parts that were put in. */
  Future<Instant> warrantRepair(
      SqlConnection sql,
      Ticket ticket,
      Device device,
      Target target,
      JsonObject diagnosis,
      Instant at,
      Actor by) {
    Set<String> parts = parts(ticket.facts());
    parts.addAll(parts(diagnosis));
    String cause = String.valueOf(causeOf(diagnosis));
    return desk.repairs()
        .open(
            sql,
            device,
            target,
            Scope.repaired(parts, cause, ticket.symptom()),
            ticket.entitlement().coversSome(),
            at,
            by.journalName())
        .map(Coverage::end)
        .map(end -> Optional.ofNullable(end).orElse(Instant.MAX));
  }

  /** The numbers of the parts that a diagnosis or a repair names. */
  private static Set<String> parts(JsonObject from) {
    var numbers = new LinkedHashSet<String>();
    List<JsonObject> parts = Given.objects(from, "parts");
    for (JsonObject part : parts == null ? List.<JsonObject>of() : parts) {
      String number = Given.text(part, "partNo");
      if (number != null) {
        numbers.add(number);
      }
    }
    return numbers;
  }

  /** A repair begins on the device. */
  Future<Void> beginRepair(SqlConnection sql, String device, Instant at, Actor by) {
    return desk.coverages().beginRepair(sql, device, at, by.journalName());
  }

  /** A repair is over; the device is in repair for as long as another ticket's lasts. */
  Future<Void> endRepair(SqlConnection sql, Ticket ticket, String device, Instant at, Actor by) {
    return sql.preparedQuery(
            "SELECT FROM tickets WHERE device = $1 AND state = 'REPAIRING' AND number <> $2"
                + " LIMIT 1")
        .execute(Tuple.of(device, ticket.number()))
        .compose(
            others ->
                others.size() > 0
                    ? Future.succeededFuture()
                    : desk.coverages().endRepair(sql, device, at, by.journalName()));
  }
}

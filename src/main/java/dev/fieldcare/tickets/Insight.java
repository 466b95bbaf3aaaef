package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.PgTickets.utc;

import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.genealogy.Contents;
import dev.fieldcare.registry.genealogy.Inside;
import dev.fieldcare.tickets.knowledge.Fix;
import dev.fieldcare.tickets.knowledge.Known;
import dev.fieldcare.tickets.knowledge.Route;
import dev.fieldcare.tickets.siblings.Scanned;
import dev.fieldcare.tickets.siblings.Siblings;
import dev.fieldcare.tickets.siblings.Siblings.Question;
import dev.fieldcare.tickets.siblings.Suspicion;
import dev.fieldcare.tickets.siblings.Trait;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has new fault tickets know what is to be known, in the transaction that opens them: some
 * statements for all of them together.
 */
public final class Insight {
  private static final String REPAIRS =
      """
      SELECT n.number, count(*)::int
      FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[])
        n (number, device, symptom, since)
      JOIN tickets r ON r.device = n.device AND r.symptom = n.symptom
      WHERE r.state = 'CLOSED' AND r.kind = 'fault' AND r.facts ? 'repairWarrantyUntil'
        AND r.ended_at > n.since
      GROUP BY n.number
      """;

  private static final String KEEP =
      """
      UPDATE tickets t SET known = n.known::jsonb,
        facts = CASE WHEN n.problem IS NULL THEN t.facts
          ELSE t.facts || jsonb_build_object('problem', n.problem) END
      FROM unnest($1::text[], $2::text[], $3::text[]) n (number, known, problem)
      WHERE t.number = n.number
      """;

  /** What came of it besides: problems raised, and by ticket what the journal keeps. */
  record Learnt(List<TicketDesk.Change> changes, Map<String, JsonObject> journalled) {
    static final Learnt NOTHING = new Learnt(List.of(), Map.of());
  }

  private final @Nullable Siblings siblings;
  private final Around around;

  /** Nothing is known. */
  static final Insight NONE = new Insight(null, id -> Optional.empty());

  private Insight(@Nullable Siblings siblings, Around around) {
    this.siblings = siblings;
    this.around = around;
  }

  public static Insight of(Siblings siblings, Around around) {
    return new Insight(siblings, around);
  }

  /** A ticket and its device. */
  private record Case(Ticket ticket, Device device, Question question) {}

  /** What a transaction finds out about its tickets, by their numbers, devices or questions. */
  private record Findings(
      Map<String, JsonObject> places,
      Map<String, List<Inside>> inside,
      Map<String, Around.RepairLimit> limits,
      Map<String, Integer> repairs,
      Map<Question, Scanned> scanned,
      Map<Question, Map<Trait, String>> problems) {}

  /** Succeeds when the tickets know; those that are no faults of known devices are left alone. */
  Future<Learnt> know(SqlConnection sql, List<Ticket> tickets, Instant now) {
    Siblings scans = siblings;
    List<Case> cases = scans == null ? List.of() : cases(tickets);
    if (scans == null || cases.isEmpty()) {
      return Future.succeededFuture(Learnt.NOTHING);
    }
    var changes = new ArrayList<TicketDesk.Change>();
    Map<Question, Integer> opened = new LinkedHashMap<>();
    cases.forEach(each -> opened.merge(each.question, 1, Integer::sum));
    List<Device> devices = cases.stream().map(Case::device).distinct().toList();
    // sent one behind the other without waiting, as one connection answers them in order anyway
    var places = around.places(sql, devices);
    var inside = inside(sql, devices, now);
    var limits = around.repairLimits(sql, devices, now);
    var repairs = limits.compose(known -> repairs(sql, cases, known));
    var scanned = scans.scan(sql, opened, now);
    return Future.all(places, inside, repairs, scanned)
        .compose(done -> problems(sql, scans, scanned.result(), now, changes))
        .map(
            problems ->
                new Findings(
                    places.result(),
                    inside.result(),
                    limits.result(),
                    repairs.result(),
                    scanned.result(),
                    problems))
        .compose(
            found -> {
              var known = new LinkedHashMap<String, Known>();
              cases.forEach(
                  each -> known.put(each.ticket.number(), known(each, found, scans, now)));
              return keep(sql, known).map(done -> new Learnt(changes, journalled(known)));
            });
  }

  private List<Case> cases(List<Ticket> tickets) {
    var cases = new ArrayList<Case>();
    for (Ticket each : tickets) {
      String id = each.device();
      String symptom = each.symptom();
      Optional<Device> device =
          each.kind() == Kind.FAULT && id != null ? around.device(id) : Optional.empty();
      if (device.isPresent() && symptom != null) {
        cases.add(new Case(each, device.get(), new Question(device.get().model(), symptom)));
      }
    }
    return cases;
  }

  private static Future<Map<String, List<Inside>>> inside(
      SqlConnection sql, List<Device> devices, Instant now) {
    return Contents.of(sql, devices.stream().map(Device::serial).toList(), now)
        .map(
            parts -> {
              var bySerial = new HashMap<String, List<Inside>>();
              for (Inside each : parts) {
                if (each.wasIn(now)) {
                  bySerial.computeIfAbsent(each.device(), any -> new ArrayList<>()).add(each);
                }
              }
              return bySerial;
            });
  }

  private static Future<Map<String, Integer>> repairs(
      SqlConnection sql, List<Case> cases, Map<String, Around.RepairLimit> limits) {
    return sql.preparedQuery(REPAIRS)
        .execute(
            Tuple.tuple()
                .addArrayOfString(
                    cases.stream().map(each -> each.ticket.number()).toArray(String[]::new))
                .addArrayOfString(
                    cases.stream().map(each -> each.device.id()).toArray(String[]::new))
                .addArrayOfString(
                    cases.stream().map(each -> each.question.symptom()).toArray(String[]::new))
                .addArrayOfOffsetDateTime(
                    cases.stream()
                        .map(each -> utc(limit(limits, each.device).since()))
                        .toArray(java.time.OffsetDateTime[]::new)))
        .map(
            rows -> {
              var counts = new HashMap<String, Integer>();
              rows.forEach(row -> counts.put(row.getString(0), row.getInteger(1)));
              return counts;
            });
  }

  private static Around.RepairLimit limit(Map<String, Around.RepairLimit> limits, Device device) {
    return java.util.Objects.requireNonNull(limits.get(device.id()), "asked for above");
  }

  private static Future<Map<Question, Map<Trait, String>>> problems(
      SqlConnection sql,
      Siblings scans,
      Map<Question, Scanned> scanned,
      Instant now,
      List<TicketDesk.Change> changes) {
    var store = new PgProblems(sql, now, now.minus(scans.window()));
    var found = new HashMap<Question, Map<Trait, String>>();
    Future<Void> done = Future.succeededFuture();
    for (var each : scanned.entrySet()) {
      done =
          done.compose(before -> store.about(each.getKey(), each.getValue()))
              .map(
                  raised -> {
                    changes.addAll(raised.changes());
                    found.put(each.getKey(), raised.numbers());
                    return null;
                  });
    }
    return done.map(found);
  }

  private Known known(Case it, Findings found, Siblings scans, Instant now) {
    Device device = it.device;
    Scanned scanned =
        java.util.Objects.requireNonNull(found.scanned.get(it.question), "scanned above");
    Set<Trait> traits = scans.traits(device);
    List<Suspicion> own =
        scanned.suspicions().stream().filter(each -> traits.contains(each.trait())).toList();
    Map<Trait, String> problems = found.problems.getOrDefault(it.question, Map.of());
    String problem =
        own.stream()
            .map(each -> problems.get(each.trait()))
            .filter(java.util.Objects::nonNull)
            .findFirst()
            .orElse(null);
    Trait blamed =
        own.stream()
            .filter(
                each ->
                    each.verdict() == Suspicion.Verdict.BLAMED
                        || each.verdict() == Suspicion.Verdict.CONFOUNDED)
            .map(Suspicion::trait)
            .findFirst()
            .orElse(null);
    Fix fix = around.fix(device, it.question.symptom()).orElse(null);
    var route =
        Route.of(
            new Route.Facts(
                it.question.symptom(),
                fix,
                around.isReachable(device),
                blamed,
                found.repairs.getOrDefault(it.ticket.number(), 0),
                limit(found.limits, device).count()));
    return new Known(
        device,
        place(it, found.places.getOrDefault(device.id(), new JsonObject())),
        found.inside.getOrDefault(device.serial(), List.of()),
        scanned,
        own,
        problem,
        fix,
        route,
        now);
  }

  private static JsonObject place(Case it, JsonObject given) {
    JsonObject place = given.copy();
    if (it.ticket.contact() != null) {
      place.put("contact", it.ticket.contact());
    }
    if (place.getJsonObject("site") == null && it.device.site() != null) {
      place.put("site", new JsonObject().put("id", it.device.site()));
    }
    return place;
  }

  private static Future<?> keep(SqlConnection sql, Map<String, Known> known) {
    return sql.preparedQuery(KEEP)
        .execute(
            Tuple.tuple()
                .addArrayOfString(known.keySet().toArray(String[]::new))
                .addArrayOfString(
                    known.values().stream()
                        .map(each -> each.json().encode())
                        .toArray(String[]::new))
                .addArrayOfString(
                    known.values().stream().map(Known::problem).toArray(String[]::new)));
  }

  private static Map<String, JsonObject> journalled(Map<String, Known> known) {
    var all = new HashMap<String, JsonObject>();
    known.forEach((number, each) -> all.put(number, each.journalled()));
    return all;
  }
}

package dev.fieldcare.promises.coverage;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.promises.Pause;
import dev.fieldcare.registry.Customers;
import dev.fieldcare.registry.Device;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides for real devices, many at once in a few statements, and keeps each decision for good. */
public final class Entitlements {

  /**
   * What is asked: about a device, for a subject such as {@code ticket:F-2026-000123}.
   *
   * @param device null when the request names none
   */
  public record Asked(String subject, @Nullable String device, Cause cause) {}

  /** Reads what devices recorded beyond their rated envelope, by device id. */
  @FunctionalInterface
  public interface Evidence {
    /**
     * @param causes of which of them it is asked, with the codes of the causes that are thought of,
     *     none while nobody has looked: what can bring about no such cause need not be read
     * @param until what began by then
     */
    Future<Map<String, List<Exclusion>>> of(
        SqlClient sql, Map<String, Set<String>> causes, Instant until);

    /** Nothing is on record. */
    Evidence NONE = (sql, causes, until) -> Future.succeededFuture(Map.of());
  }

  /** Reads when devices first connected, by device id. */
  @FunctionalInterface
  public interface FirstHeard {
    Future<Map<String, Instant>> of(SqlClient sql, List<Device> devices);
  }

  private final Database database;
  private final Journal journal;
  private final Clock clock;
  private final Coverages coverages;
  private final Warranties warranties;
  private final Function<String, Optional<Device>> devices;
  private final Customers customers;
  private final Evidence evidence;
  private final SelfOpening opening;

  Entitlements(
      Database database,
      Journal journal,
      Clock clock,
      Coverages coverages,
      Warranties warranties,
      Function<String, Optional<Device>> devices,
      Customers customers,
      FirstHeard firstHeard,
      Evidence evidence,
      Contracted contracted) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    this.coverages = coverages;
    this.warranties = warranties;
    this.devices = devices;
    this.customers = customers;
    this.evidence = evidence;
    this.opening = new SelfOpening(coverages, warranties, contracted, firstHeard, clock);
  }

  /**
   * Decides and keeps the decisions, by subject. A device whose warranty was not opened yet gets it
   * opened.
   */
  public Future<Map<String, Decision>> decide(
      SqlConnection sql, List<Asked> asked, Decision.Stage stage, Instant at, String actor) {
    if (asked.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    List<Device> known = known(asked);
    return facts(sql, known, causes(asked), at, actor)
        .map(facts -> decideAll(asked, facts, at))
        .compose(made -> keep(sql, made, stage, actor).map(made));
  }

  /** What would be decided about a device, without keeping it. */
  public Future<Decision> preview(Device device, Instant at, Cause cause) {
    var asked = new Asked("device:" + device.id(), device.id(), cause);
    return database.transaction(
        sql ->
            facts(sql, List.of(device), causes(List.of(asked)), at, "system")
                .map(
                    facts ->
                        Entitlement.decide(
                            facts.getOrDefault(device.id(), nothing(device.id())), at, cause)));
  }

  private static Facts nothing(String unit) {
    return Facts.of(unit, List.of(), List.of());
  }

  private List<Device> known(List<Asked> asked) {
    return asked.stream()
        .map(Asked::device)
        .filter(Objects::nonNull)
        .distinct()
        .map(devices)
        .flatMap(Optional::stream)
        .toList();
  }

  private static Map<String, Set<String>> causes(List<Asked> asked) {
    var causes = new HashMap<String, Set<String>>();
    for (Asked each : asked) {
      String code = each.cause().code();
      if (each.device() != null) {
        Set<String> codes = causes.computeIfAbsent(each.device(), none -> new HashSet<>());
        Optional.ofNullable(code).ifPresent(codes::add);
      }
    }
    return causes;
  }

  private Future<Map<String, Facts>> facts(
      SqlConnection sql,
      List<Device> known,
      Map<String, Set<String>> causes,
      Instant at,
      String actor) {
    return opening.open(sql, known, at, actor).compose(read -> facts(sql, known, causes, read, at));
  }

  /** Opens what opens by itself of these devices: warranties, and what contracts give. */
  public Future<Void> open(SqlConnection sql, List<Device> known, Instant at, String actor) {
    return opening.open(sql, known, at, actor).mapEmpty();
  }

  private static Set<String> ids(List<Device> known) {
    return known.stream().map(Device::id).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private Future<Map<String, Facts>> facts(
      SqlConnection sql,
      List<Device> known,
      Map<String, Set<String>> causes,
      SelfOpening.Read read,
      Instant at) {
    Set<String> ids = ids(known);
    Set<String> owners =
        known.stream().map(Device::customer).filter(Objects::nonNull).collect(Collectors.toSet());
    return coverages
        .of(sql, ids)
        .compose(
            covering ->
                coverages
                    .downtimes(sql, ids)
                    .compose(
                        repairs ->
                            customers
                                .consumers(sql, owners)
                                .compose(
                                    consumers ->
                                        evidence
                                            .of(sql, causes, at)
                                            .map(
                                                proven ->
                                                    facts(
                                                        known, read, covering, repairs, consumers,
                                                        proven)))));
  }

  private Map<String, Facts> facts(
      List<Device> known,
      SelfOpening.Read read,
      Map<String, List<Coverage>> covering,
      Map<String, List<Pause>> repairs,
      Set<String> consumers,
      Map<String, List<Exclusion>> proven) {
    var all = new HashMap<String, Facts>();
    for (Device device : known) {
      String id = device.id();
      String owner = device.customer();
      var facts =
          new Facts(
              id,
              owner != null && consumers.contains(owner),
              warranties
                  .handedOver(device, read.target(device), read.heard(device), coverages.calendar())
                  .orElse(null),
              covering.getOrDefault(id, List.of()),
              proven.getOrDefault(id, List.of()),
              repairs.getOrDefault(id, List.of()),
              null,
              null);
      all.put(
          id,
          StatutoryFloor.under(facts, warranties.standards().statutory(), coverages.calendar()));
    }
    return all;
  }

  private static Map<String, Decision> decideAll(
      List<Asked> asked, Map<String, Facts> facts, Instant at) {
    var made = new LinkedHashMap<String, Decision>();
    for (Asked each : asked) {
      String unit = each.device() == null ? "" : each.device();
      made.put(
          each.subject(),
          Entitlement.decide(facts.getOrDefault(unit, nothing(unit)), at, each.cause()));
    }
    return made;
  }

  private Future<Void> keep(
      SqlConnection sql, Map<String, Decision> made, Decision.Stage stage, String actor) {
    var rows = new JsonArray();
    var entries = new ArrayList<Journal.Entry>();
    made.forEach(
        (subject, decision) -> {
          rows.add(
              new JsonObject()
                  .put("subject", subject)
                  .put("unit", decision.unit())
                  .put("at", decision.at().toString())
                  .put("body", decision.json())
                  .put("inputs", decision.inputs()));
          entries.add(
              new Journal.Entry(
                  actor,
                  subject,
                  "entitlement.decided",
                  new JsonObject().put("stage", stage.name()).put("decision", decision.json())));
        });
    return sql.preparedQuery(
            "INSERT INTO decisions (subject, stage, unit, at, body, inputs, made_at, made_by)"
                + " SELECT n.subject, $2, n.unit, n.at, n.body, n.inputs, $3, $4"
                + " FROM json_to_recordset($1::text::json) AS n (subject text, unit text,"
                + " at timestamptz, body json, inputs text)")
        .execute(Tuple.of(rows.encode(), stage.name(), PgCoverages.utc(clock.instant()), actor))
        .compose(done -> journal.appendAll(sql, entries))
        .mapEmpty();
  }

  /** All decisions about a subject as they were made, in order, with stage, maker and time. */
  public Future<List<JsonObject>> history(SqlClient sql, String subject) {
    return sql.preparedQuery(
            "SELECT stage, body::text AS body, made_at, made_by FROM decisions"
                + " WHERE subject = $1 ORDER BY id")
        .execute(Tuple.of(subject))
        .map(
            rows -> {
              var found = new ArrayList<JsonObject>();
              rows.forEach(
                  row ->
                      found.add(
                          new JsonObject(row.getString("body"))
                              .put("stage", row.getString("stage"))
                              .put(
                                  "madeAt", row.getOffsetDateTime("made_at").toInstant().toString())
                              .put("madeBy", row.getString("made_by"))));
              return found;
            });
  }

  public Future<List<JsonObject>> history(String subject) {
    return history(database.pool(), subject);
  }
}

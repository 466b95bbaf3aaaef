package dev.fieldcare.quality;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Models;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What holds for a model: its routing, its test profile, its certificates. Nothing is unwritten.
 */
public final class Rules {
  /** Of each standard the certificate that was recorded last. */
  private static final String CERTIFICATES =
      "SELECT DISTINCT ON (standard) * FROM certificates WHERE model = $1"
          + " ORDER BY standard, id DESC";

  private final Database database;
  private final Journal journal;
  private final Clock clock;
  private final Models models;

  Rules(Database database, Journal journal, Clock clock, Models models) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    this.models = models;
  }

  private void checkModel(String model) {
    if (models.find(model).isEmpty()) {
      throw Problem.notFound("model.unknown", "expected a known model, found " + model);
    }
  }

  LocalDate today() {
    return clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
  }

  /** A new version of it. */
  public Future<Routing> putRouting(String model, List<Routing.Step> steps, String actor) {
    checkModel(model);
    return put("routings", "steps", model, Routing.json(steps), "routing.changed", actor)
        .map(version -> new Routing(model, version, steps));
  }

  public Future<TestProfile.Versioned> putProfile(String model, TestProfile profile, String actor) {
    checkModel(model);
    return put("test_profiles", "profile", model, profile.json(), "testprofile.changed", actor)
        .map(version -> new TestProfile.Versioned(model, version, profile));
  }

  private Future<Integer> put(
      String table, String column, String model, Object content, String type, String actor) {
    return database.transaction(
        sql ->
            sql.preparedQuery("SELECT pg_advisory_xact_lock(hashtext($1))")
                .execute(Tuple.of(table + ":" + model))
                .compose(
                    locked ->
                        sql.preparedQuery(
                                "INSERT INTO %s (model, version, %s, at, by) SELECT $1, coalesce((SELECT max(version) FROM %s WHERE model = $1), 0) + 1, $2, $3, $4 RETURNING version"
                                    .formatted(table, column, table))
                            .execute(Tuple.of(model, content, Times.utc(clock.instant()), actor)))
                .map(rows -> rows.iterator().next().getInteger(0))
                .compose(
                    version ->
                        journal
                            .append(
                                sql,
                                new Journal.Entry(
                                    actor,
                                    "model:" + model,
                                    type,
                                    new JsonObject().put("version", version).put(column, content)))
                            .map(version)));
  }

  public Future<Optional<Routing>> routing(String model) {
    return routing(database.pool(), model);
  }

  Future<Optional<Routing>> routing(SqlClient sql, String model) {
    return sql.preparedQuery(
            "SELECT * FROM routings WHERE model = $1 ORDER BY version DESC LIMIT 1")
        .execute(Tuple.of(model))
        .map(rows -> rows.stream().map(Rules::routing).findFirst());
  }

  private static Routing routing(Row row) {
    var steps = new ArrayList<Routing.Step>();
    for (Object each : (JsonArray) row.getJson("steps")) {
      var step = (JsonObject) each;
      steps.add(new Routing.Step(step.getString("operation"), step.getBoolean("mandatory")));
    }
    return new Routing(row.getString("model"), row.getInteger("version"), steps);
  }

  public Future<Optional<TestProfile.Versioned>> profile(String model) {
    return profile(database.pool(), model);
  }

  Future<Optional<TestProfile.Versioned>> profile(SqlClient sql, String model) {
    return sql.preparedQuery(
            "SELECT * FROM test_profiles WHERE model = $1 ORDER BY version DESC LIMIT 1")
        .execute(Tuple.of(model))
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new TestProfile.Versioned(
                                row.getString("model"),
                                row.getInteger("version"),
                                TestProfile.parse(model, (JsonObject) row.getJson("profile"))))
                    .findFirst());
  }

  public Future<JsonObject> addCertificate(Certificate certificate, String actor) {
    checkModel(certificate.model());
    certificate.check();
    JsonObject json = certificate.json(today());
    return database.transaction(
        sql ->
            insert(sql, certificate, actor)
                .compose(
                    done ->
                        journal.append(
                            sql,
                            new Journal.Entry(
                                actor, "model:" + certificate.model(), "model.certified", json)))
                .map(json));
  }

  private Future<Void> insert(SqlConnection sql, Certificate it, String actor) {
    return sql.preparedQuery(
            "INSERT INTO certificates (model, standard, edition, document, valid_until,"
                + " recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .execute(
            Tuple.tuple()
                .addString(it.model())
                .addString(it.standard())
                .addString(it.edition())
                .addString(it.document())
                .addLocalDate(it.validUntil())
                .addValue(Times.utc(clock.instant()))
                .addString(actor))
        .mapEmpty();
  }

  /** One for each standard. */
  public Future<List<JsonObject>> certificates(String model) {
    return certificates(database.pool(), model)
        .map(found -> found.stream().map(each -> each.json(today())).toList());
  }

  Future<List<Certificate>> certificates(SqlClient sql, String model) {
    return sql.preparedQuery(CERTIFICATES)
        .execute(Tuple.of(model))
        .map(rows -> rows.stream().map(Certificate::of).toList());
  }
}

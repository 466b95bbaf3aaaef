package dev.fieldcare.api;

import dev.fieldcare.promises.Measure;
import dev.fieldcare.promises.Term;
import dev.fieldcare.promises.Undertaking;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Promises made and faults seen in the past of a server. */
final class ServiceHistory {
  private final ApiServer server;
  private int count;

  ServiceHistory(ApiServer server) {
    this.server = server;
  }

  /** A promise to a customer that was due then, with what became of it. */
  String promised(String kind, String customer, Instant due, String outcome) {
    Undertaking promise =
        Undertaking.of(
            "ticket:F-2026-9" + ++count, kind, Term.of(Measure.WORKING_DAYS, 3), due, "cn");
    var started =
        ApiServer.await(
            server.database.transaction(
                sql -> server.promises.commitments().start(sql, promise, "user:test")));
    execute(
        "update commitments set customer = $2, deadline = $3, outcome = $4 where id = $1",
        Tuple.of(started.id(), customer, due.atOffset(ZoneOffset.UTC), outcome));
    return Long.toString(started.id());
  }

  /** A fault, and the code of its cause where it was diagnosed. */
  String fault(String device, String symptom, Instant at, @Nullable String cause) {
    server.device(device, "gateway-x1", "acme");
    String number = server.alarm(device, at, at);
    var facts = new JsonObject();
    if (cause != null) {
      facts.put("diagnosis", new JsonObject().put("causeCode", cause));
    }
    execute(
        "update tickets set symptom = $2, opened_at = $3, facts = facts || $4 where number = $1",
        Tuple.of(number, symptom, at.atOffset(ZoneOffset.UTC), facts));
    return number;
  }

  private void execute(String sql, Tuple values) {
    ApiServer.await(server.database.pool().preparedQuery(sql).execute(values));
  }
}

package dev.fieldcare.rollout.waves;

import dev.fieldcare.rollout.gates.GatePlan;
import dev.fieldcare.rollout.gates.MetricLook;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.util.List;

/** Metrics of members, before and after their wave opened, at the moments gates look. */
public interface Metrics {
  Metrics NONE = (sql, rollout, plan, waves, now) -> Future.succeededFuture(List.of());

  Future<List<MetricLook>> looks(
      SqlClient sql, long rollout, GatePlan plan, List<Wave> waves, Instant now);
}

package dev.fieldcare.telemetry;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.TestDatabase;
import io.vertx.core.Vertx;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;

/** The contract over PostgreSQL. */
class PgTelemetryStoreContractTest extends TelemetryStoreContract {
  private static final Vertx VERTX = Vertx.vertx();
  private static final Database DATABASE = TestDatabase.open(VERTX);
  private static final MetricSets SETS = new MetricSets();
  private static final PgTelemetryStore STORE =
      PgTelemetryStore.open(DATABASE, SETS, Clock.systemUTC());

  @AfterAll
  static void stop() throws Exception {
    DATABASE.close();
    await(VERTX.close());
  }

  @Override
  protected TelemetryStore store() {
    return STORE;
  }

  @Override
  protected MetricSets metricSets() {
    return SETS;
  }
}

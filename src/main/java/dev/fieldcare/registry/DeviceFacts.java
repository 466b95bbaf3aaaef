package dev.fieldcare.registry;

import dev.fieldcare.base.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;

/**
 * What the tickets of a device mean for it: open symptoms, and whether nothing may be done to it
 * meanwhile. Told by the tickets, which this package does not know; read in SQL as {@code x} of
 * {@link DeviceColumns}.
 *
 * <p>Facts come as a query of the teller's, with a row for each device that has any: {@code device
 * text} (its id), {@code symptoms text[]} and {@code tickets text[]} in the same order, {@code
 * frozen text} ({@code IN_REPAIR}, {@code DISPUTED}, {@code IN_SOAK} or null) and {@code frozen_by
 * text}, the number of that ticket.
 */
public final class DeviceFacts {
  private static final String PUT =
      """
      INSERT INTO device_facts AS x (device, symptoms, tickets, frozen, frozen_by)
      SELECT d.number, n.symptoms, n.tickets, n.frozen, n.frozen_by
      FROM news n JOIN devices d ON d.id = n.device
      ON CONFLICT (device) DO UPDATE SET symptoms = excluded.symptoms,
        tickets = excluded.tickets, frozen = excluded.frozen, frozen_by = excluded.frozen_by
      WHERE (x.symptoms, x.tickets, x.frozen, x.frozen_by) IS DISTINCT FROM
        (excluded.symptoms, excluded.tickets, excluded.frozen, excluded.frozen_by)
      RETURNING device
      """;

  private static final String NOTHING_LEFT =
      "d.number = x.device AND NOT EXISTS (SELECT FROM news n WHERE n.device = d.id)";

  private final Database database;

  public DeviceFacts(Database database) {
    this.database = database;
  }

  /**
   * The facts of some devices have changed. Succeeds when they are written, within the caller's
   * transaction, which must not let another one change facts of the same devices meanwhile.
   *
   * @param facts the query; {@code $1} is the array of the devices' ids
   */
  public Future<Void> keep(SqlClient transaction, String facts, Collection<String> devices) {
    String sql =
        """
        WITH news AS (%s), gone AS (
          DELETE FROM device_facts x USING devices d WHERE d.id = ANY ($1) AND %s)
        %s\
        """
            .formatted(facts, NOTHING_LEFT, PUT);
    return transaction
        .preparedQuery(sql)
        .execute(Tuple.of(devices.toArray(String[]::new)))
        .mapEmpty();
  }

  /**
   * Makes all facts anew. Succeeds with how many devices had others on record, once that is put
   * right.
   *
   * @param facts the query, of all devices, without parameters
   */
  public Future<Integer> remake(String facts) {
    String sql =
        """
        WITH news AS (%s), gone AS (DELETE FROM device_facts x USING devices d WHERE %s
          RETURNING x.device), put AS (%s)
        SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM put)\
        """
            .formatted(facts, NOTHING_LEFT, PUT);
    return database.transaction(
        transaction ->
            transaction
                .query("LOCK TABLE device_facts IN SHARE ROW EXCLUSIVE MODE")
                .execute()
                .compose(locked -> transaction.preparedQuery(sql).execute())
                .map(rows -> rows.iterator().next().getLong(0).intValue()));
  }
}

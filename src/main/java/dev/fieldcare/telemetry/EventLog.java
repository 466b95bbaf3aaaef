package dev.fieldcare.telemetry;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Problem;
import dev.fieldcare.base.SqlFailure;
import dev.fieldcare.registry.Device;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps events in PostgreSQL, whatever store keeps the readings. An event is known by (device,
 * {@code ts}, type, code).
 */
public final class EventLog {
  private final Database database;

  public EventLog(Database database) {
    this.database = database;
  }

  /**
   * Returns once all events are durable: by position, whether each was not stored before. Blocks.
   *
   * @throws Problem of kind UNAVAILABLE when the database cannot be reached
   */
  BitSet append(List<Event> events) {
    var fresh = new BitSet(events.size());
    try (Connection connection = database.openJdbc()) {
      connection.setAutoCommit(false);
      try (var insert =
          connection.prepareStatement(
              """
              with stored as (
                insert into events (device, ts, type, code, data, arrival)
                values (?, ?, ?, ?, ?::jsonb, ?)
                on conflict (device, ts, type, code) do update set arrival = events.arrival
                returning arrival)
              select arrival from stored
              """)) {
        for (int i = 0; i < events.size(); i++) {
          Event event = events.get(i);
          insert.setInt(1, event.device().number());
          insert.setLong(2, event.ts());
          insert.setString(3, event.type());
          insert.setString(4, codeOf(event));
          insert.setString(5, event.data());
          insert.setLong(6, event.arrival());
          try (var rows = insert.executeQuery()) {
            rows.next();
            fresh.set(i, rows.getLong(1) == event.arrival());
          }
        }
      }
      connection.commit();
      return fresh;
    } catch (SQLException e) {
      throw SqlFailure.problem(
          "events.not.stored", "the database did not take " + events.size() + " events", e);
    }
  }

  /** The newest events of the device before this event time (epoch milliseconds), newest first. */
  public Future<List<Event>> list(Device device, long before, int limit) {
    return database
        .pool()
        .preparedQuery(
            """
            select ts, type, code, data, arrival from events
            where device = $1 and ts < $2 order by ts desc, type, code limit $3
            """)
        .execute(Tuple.of(device.number(), before, limit))
        .map(
            rows -> {
              var events = new ArrayList<Event>(rows.size());
              for (Row row : rows) {
                events.add(
                    new Event(
                        device,
                        row.getLong(0),
                        row.getString(1),
                        row.getString(2).isEmpty() ? null : row.getString(2),
                        ((JsonObject) row.getJson(3)).encode(),
                        row.getLong(4)));
              }
              return events;
            });
  }

  /** What is told of an event to whoever counts them: times in epoch milliseconds. */
  public record Told(int device, long ts, @Nullable String code) {}

  /** Events of a type that arrived within {@code [from, until)}, in order of arrival. */
  public Future<List<Told>> arrived(String type, Instant from, Instant until) {
    return database
        .pool()
        .preparedQuery(
            """
            select device, ts, code from events
            where arrival >= $2 and arrival < $3 and type = $1 order by arrival
            """)
        .execute(Tuple.of(type, from.toEpochMilli() * 1_000, until.toEpochMilli() * 1_000))
        .map(
            rows -> {
              var told = new ArrayList<Told>(rows.size());
              rows.forEach(
                  row -> told.add(new Told(row.getInteger(0), row.getLong(1), row.getString(2))));
              return told;
            });
  }

  /** Hands over, in order of arrival, every event that arrived after {@code arrival}. Blocks. */
  public void replay(
      long arrival, IntFunction<@Nullable Device> devices, Consumer<Event> consumer) {
    read(
        """
        select device, ts, type, code, data, arrival from events
        where arrival > ? order by arrival
        """,
        statement -> statement.setLong(1, arrival),
        devices,
        consumer);
  }

  /** All events of the device, in the order of {@code ts}, type and code. Blocks. */
  public List<Event> history(Device device) {
    var events = new ArrayList<Event>();
    read(
        """
        select device, ts, type, code, data, arrival from events
        where device = ? order by ts, type, code
        """,
        statement -> statement.setInt(1, device.number()),
        number -> device,
        events::add);
    return events;
  }

  /** Fills the parameters of a statement in. */
  private interface Parameters {
    void fill(PreparedStatement statement) throws SQLException;
  }

  private void read(
      String sql,
      Parameters parameters,
      IntFunction<@Nullable Device> devices,
      Consumer<Event> consumer) {
    try (Connection connection = database.openJdbc();
        var statement = connection.prepareStatement(sql)) {
      parameters.fill(statement);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          Device device = devices.apply(rows.getInt(1));
          if (device != null) {
            String code = rows.getString(4);
            consumer.accept(
                new Event(
                    device,
                    rows.getLong(2),
                    rows.getString(3),
                    code.isEmpty() ? null : code,
                    rows.getString(5),
                    rows.getLong(6)));
          }
        }
      }
    } catch (SQLException e) {
      throw SqlFailure.problem("events.not.read", "events cannot be read", e);
    }
  }

  private static String codeOf(Event event) {
    String code = event.code();
    return code == null ? "" : code;
  }
}

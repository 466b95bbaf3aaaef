package dev.fieldcare.api;

import dev.fieldcare.registry.Device;
import dev.fieldcare.telemetry.Event;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Writes down what a device did in the field, as the stores would have. */
final class FieldHistory {
  private final ApiServer server;
  private long arrival = 1_000_000;

  FieldHistory(ApiServer server) {
    this.server = server;
  }

  /** The device sent readings in each of these hours. */
  void operated(String device, Instant from, int hours) {
    run(
        """
        insert into operating_days (device, day, hours)
        select $1, h / 24, bit_or(1 << (h % 24)::int)
        from generate_series($2::bigint, $3::bigint) as h group by h / 24
        on conflict (device, day) do update set hours = operating_days.hours | excluded.hours
        """,
        Tuple.of(
            number(device),
            from.getEpochSecond() / 3600,
            from.getEpochSecond() / 3600 + hours - 1));
  }

  void ran(String device, String version, Instant from) {
    ApiServer.await(
        server.states.reportedFirmware(server.devices.get(device), version, null, from));
  }

  void happened(String device, Instant at, String type, String code) {
    Device it = server.devices.get(device);
    server.events(List.of(new Event(it, at.toEpochMilli(), type, code, "{}", arrival++)));
  }

  void silent(String device, Instant from, Duration length) {
    run(
        """
        insert into alarms (alarm_key, device, device_id, symptom, severity, phase, because,
          because_key, because_args, active_since, last_seen, normal_at, raised_at)
        values ($1, $2, $3, 'silence', 'major', 'NORMAL', '', '', '{}', $4, $4, $5, $4)
        """,
        Tuple.of(
            device + from,
            number(device),
            device,
            from.atOffset(java.time.ZoneOffset.UTC),
            from.plus(length).atOffset(java.time.ZoneOffset.UTC)));
  }

  private int number(String device) {
    return server.devices.get(device).number();
  }

  private void run(String sql, Tuple parameters) {
    ApiServer.await(server.database.pool().preparedQuery(sql).execute(parameters));
  }
}

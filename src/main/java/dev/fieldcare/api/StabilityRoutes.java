package dev.fieldcare.api;

import dev.fieldcare.stability.kpis.AlarmSystemKpis;
import dev.fieldcare.stability.kpis.Kpi;
import dev.fieldcare.stability.kpis.Kpis;
import dev.fieldcare.stability.kpis.PgRaised;
import dev.fieldcare.stability.kpis.Raised.Source;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;

/** How well the alarm system itself does. */
final class StabilityRoutes {
  private static final Duration DEFAULT_STRETCH = Duration.ofDays(30);
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final int MOST_OPERATORS = 1_000;

  private final PgRaised alarms;
  private final Clock clock;

  StabilityRoutes(PgRaised alarms, Clock clock) {
    this.alarms = alarms;
    this.clock = clock;
  }

  Future<Reply> kpis(Call call) {
    Query query = call.query();
    Instant asked = query.instant("to");
    Instant to = asked == null ? clock.instant() : asked;
    Instant since = query.instant("from");
    Instant from = since == null ? to.minus(DEFAULT_STRETCH) : since;
    if (!from.isBefore(to) || from.plus(LONGEST).isBefore(to)) {
      throw Query.bad("from", "a time at most 366 days before to, " + to, from.toString());
    }
    ZoneId zone = zone(query);
    int operators = query.number("operators", 1, MOST_OPERATORS);
    return alarms
        .during(from, to)
        .compose(
            raised ->
                alarms
                    .withheldDuring(from, to)
                    .map(
                        withheld -> {
                          Kpis kpis =
                              AlarmSystemKpis.of(
                                  raised, withheld.unauthorised(), from, to, zone, operators);
                          return Reply.ok(
                              json(kpis)
                                  .put("from", from.toString())
                                  .put("to", to.toString())
                                  .put("zone", zone.getId())
                                  .put("operators", operators)
                                  .put("withheld", withheld.alarms())
                                  .put("holds", withheld.holds()));
                        }));
  }

  private static ZoneId zone(Query query) {
    String name = query.text("zone");
    try {
      return name == null ? ZoneId.of("UTC") : ZoneId.of(name);
    } catch (DateTimeException e) {
      throw Query.bad("zone", "a time zone, such as Asia/Shanghai", query.required("zone", "UTC"));
    }
  }

  private static JsonObject json(Kpis kpis) {
    return new JsonObject()
        .put("alarms", kpis.alarms())
        .put("kpis", kpis.kpis().stream().map(StabilityRoutes::json).toList())
        .put(
            "topTen",
            kpis.topTen().stream()
                .map(
                    each ->
                        json(each.source()).put("count", each.count()).put("share", each.share()))
                .toList())
        .put("chattering", kpis.chattering().stream().map(StabilityRoutes::json).toList());
  }

  private static JsonObject json(Kpi kpi) {
    return new JsonObject()
        .put("name", kpi.name())
        .put("value", kpi.value())
        .put("peak", kpi.peak())
        .put("target", kpi.target())
        .put("max", kpi.max())
        .put("verdict", kpi.verdict().name().toLowerCase(Locale.ROOT));
  }

  private static JsonObject json(Source source) {
    return new JsonObject().put("device", source.device()).put("symptom", source.symptom());
  }
}

package dev.fieldcare.api;

import dev.fieldcare.base.Database;
import dev.fieldcare.promises.HitRates;
import dev.fieldcare.tickets.Pareto;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;

/** How well service does: promises kept by kind and month, and what faults are mostly about. */
final class FigureRoutes {
  private static final Duration YEAR = Duration.ofDays(366);
  private static final List<String> BY =
      Arrays.stream(Pareto.By.values()).map(Pareto.By::code).toList();

  private final HitRates rates;
  private final Pareto pareto;
  private final Clock clock;

  FigureRoutes(Database database, Clock clock) {
    this.rates = new HitRates(database);
    this.pareto = new Pareto(database);
    this.clock = clock;
  }

  Future<Reply> rates(Call call) {
    Stretch stretch = stretch(call, YEAR);
    String name = call.query().text("zone");
    return rates
        .of(stretch.from, stretch.to, call.query().text("customer"), zone(name))
        .map(
            found ->
                Reply.ok(
                    stretch
                        .json()
                        .put(
                            "items",
                            new JsonArray(found.stream().map(FigureRoutes::json).toList()))));
  }

  private static ZoneId zone(@org.jspecify.annotations.Nullable String name) {
    try {
      return name == null ? ZoneId.of("UTC") : ZoneId.of(name);
    } catch (DateTimeException e) {
      throw Query.bad("zone", "a time zone, such as Asia/Shanghai", String.valueOf(name));
    }
  }

  private static JsonObject json(HitRates.Rate rate) {
    return new JsonObject()
        .put("kind", rate.kind())
        .put("month", rate.month())
        .put("kept", rate.kept())
        .put("decided", rate.decided())
        .put("hitRate", rate.share());
  }

  Future<Reply> pareto(Call call) {
    Stretch stretch = stretch(call, Duration.ofDays(90));
    Pareto.By asked = call.query().code("by", Pareto.By::find, BY);
    Pareto.By by = asked == null ? Pareto.By.SYMPTOM : asked;
    return pareto
        .of(by, stretch.from, stretch.to)
        .map(
            chart ->
                Reply.ok(
                    stretch
                        .json()
                        .put("by", by.code())
                        .put("total", chart.total())
                        .put("items", bars(chart))));
  }

  private static JsonArray bars(Pareto.Chart chart) {
    var items = new JsonArray();
    long sum = 0;
    for (Pareto.Bar bar : chart.bars()) {
      sum += bar.count();
      items.add(
          new JsonObject()
              .put("name", bar.name())
              .put("count", bar.count())
              .put("share", (double) bar.count() / chart.total())
              .put("cumulative", (double) sum / chart.total()));
    }
    return items;
  }

  private record Stretch(Instant from, Instant to) {
    JsonObject json() {
      return new JsonObject().put("from", from.toString()).put("to", to.toString());
    }
  }

  private Stretch stretch(Call call, Duration usual) {
    Instant asked = call.query().instant("to");
    Instant to = asked == null ? clock.instant() : asked;
    Instant since = call.query().instant("from");
    Instant from = since == null ? to.minus(usual) : since;
    if (!from.isBefore(to)) {
      throw Query.bad("from", "a time before to, " + to, from.toString());
    }
    return new Stretch(from, to);
  }
}

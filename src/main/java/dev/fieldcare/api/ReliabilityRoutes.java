package dev.fieldcare.api;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Role;
import dev.fieldcare.stability.reliability.By;
import dev.fieldcare.stability.reliability.Estimate;
import dev.fieldcare.stability.reliability.FieldGrowth;
import dev.fieldcare.stability.reliability.FieldReliability;
import dev.fieldcare.stability.reliability.Life;
import dev.fieldcare.stability.reliability.Scope;
import dev.fieldcare.stability.reliability.Weibull;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reliability figures, each with its bounds. A customer is told of their own devices only. */
final class ReliabilityRoutes {
  private static final Duration DEFAULT_STRETCH = Duration.ofDays(30);
  private static final double DEFAULT_CONFIDENCE = 0.9;

  /** Before anything we could have heard of. */
  private static final Instant BEGINNING = Instant.parse("2000-01-01T00:00:00Z");

  private static final List<Double> SHARES =
      List.of(0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9);
  private static final int MOST_PARTS = 5_000;

  private final Vertx vertx;
  private final Sight sight;
  private final FieldReliability figures;
  private final FieldGrowth growth;
  private final boolean hasHours;
  private final Clock clock;

  /**
   * @param hasHours whether the store of readings counts operating hours
   */
  ReliabilityRoutes(
      Vertx vertx,
      Sight sight,
      FieldReliability figures,
      FieldGrowth growth,
      boolean hasHours,
      Clock clock) {
    this.vertx = vertx;
    this.sight = sight;
    this.figures = figures;
    this.growth = growth;
    this.hasHours = hasHours;
    this.clock = clock;
  }

  static String[] filters(String... more) {
    return Stream.concat(
            Stream.of("device", "model", "lot", "from", "to", "confidence"), Stream.of(more))
        .toArray(String[]::new);
  }

  Future<Reply> figures(Call call) {
    Query query = call.query();
    By asked = query.code("by", By::find, By.codes());
    By by = asked == null ? By.MODEL : asked;
    Scope scope = scope(call, query.text("firmware"));
    return figures
        .figures(scope, by, query.limit(), query.text("after"))
        .map(
            page ->
                Reply.ok(
                    head(scope)
                        .put("by", by.code())
                        .put("items", page.items().stream().map(ReliabilityJson::of).toList())
                        .put("next", page.next())));
  }

  Future<Reply> compare(Call call) {
    Query query = call.query();
    String first = query.required("a", "1.4.0");
    String second = query.required("b", "1.5.0");
    Scope scope = scope(call, null);
    return figures
        .compare(scope, first, second)
        .map(
            comparison ->
                Reply.ok(head(scope).mergeIn(ReliabilityJson.of(comparison, first, second))));
  }

  Future<Reply> growth(Call call) {
    Query query = call.query();
    FieldGrowth.Time asked = query.code("clock", FieldGrowth.Time::find, FieldGrowth.Time.codes());
    FieldGrowth.Time time = asked == null ? FieldGrowth.Time.FLEET : asked;
    Scope scope = scope(call, query.text("firmware"));
    return growth
        .fit(scope, time)
        .map(
            fitted ->
                Reply.ok(
                    head(scope).put("clock", time.code()).mergeIn(ReliabilityJson.of(fitted))));
  }

  /** The life of devices in the field up to their first failure, since there are any. */
  Future<Reply> fieldLife(Call call) {
    Query query = call.query();
    double shape = query.decimal("shape", 1, 0.1, 20);
    Scope scope = scope(call, query.text("firmware"), BEGINNING);
    return growth
        .lives(scope)
        .compose(
            lives ->
                vertx.executeBlocking(
                    () -> {
                      var json = ReliabilityJson.of(Weibull.fit(lives, shape, scope.confidence()));
                      var curve = new JsonArray();
                      List<Estimate> ages = Weibull.ages(lives, shape, scope.confidence(), SHARES);
                      for (int i = 0; i < ages.size(); i++) {
                        curve.add(ReliabilityJson.of(ages.get(i)).put("share", SHARES.get(i)));
                      }
                      return Reply.ok(head(scope).mergeIn(json).put("curve", curve));
                    },
                    false));
  }

  /** The life of parts from a list of ages: it may take a second, so not on the event loop. */
  Future<Reply> life(Call call) {
    Body body = call.body("parts", "shape", "confidence");
    List<Life> parts = parts(body.json());
    double shape = number(body.json(), "shape", 1);
    double confidence = number(body.json(), "confidence", DEFAULT_CONFIDENCE);
    return vertx.executeBlocking(
        () -> Reply.ok(ReliabilityJson.of(Weibull.fit(parts, shape, confidence))), false);
  }

  private static List<Life> parts(JsonObject body) {
    if (!(body.getValue("parts") instanceof JsonArray list) || list.size() > MOST_PARTS) {
      throw Problem.badInput(
          "body.parts", "parts: expected a list of at most " + MOST_PARTS + " {age, failed}");
    }
    List<Life> parts = new ArrayList<>();
    for (Object each : list) {
      if (!(each instanceof JsonObject part)
          || !(part.getValue("age") instanceof Number age)
          || !(part.getValue("failed") instanceof Boolean failed)) {
        throw Body.bad("parts", "{\"age\": a number, \"failed\": true or false}", each);
      }
      parts.add(new Life(age.doubleValue(), failed));
    }
    return parts;
  }

  private static double number(JsonObject body, String name, double otherwise) {
    Object value = body.getValue(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw Body.bad(name, "a number", value);
  }

  private static JsonObject head(Scope scope) {
    return new JsonObject()
        .put("from", scope.from().toString())
        .put("to", scope.to().toString())
        .put("confidence", scope.confidence());
  }

  private Scope scope(Call call, @Nullable String firmware) {
    return scope(call, firmware, null);
  }

  /**
   * What is asked about.
   *
   * @param since the beginning where none is said; null: so long before the end as is usual
   */
  private Scope scope(Call call, @Nullable String firmware, @Nullable Instant since) {
    if (!hasHours) {
      throw Problem.conflict(
          "reliability.store",
          "expected telemetry.store postgres, which counts operating hours, found another");
    }
    Query query = call.query();
    Instant to = query.instant("to");
    to = ceiling(to == null ? clock.instant() : to);
    Instant from = query.instant("from");
    Instant usual = since == null ? to.minus(DEFAULT_STRETCH) : since;
    from = from == null ? usual : from.truncatedTo(ChronoUnit.HOURS);
    if (!from.isBefore(to)) {
      throw Query.bad("from", "a time before to, " + to, from.toString());
    }
    String device = query.text("device");
    if (device != null) {
      sight.get(call.caller(), device);
    }
    boolean isCustomer = call.caller().role() == Role.CUSTOMER;
    return new Scope(
        device,
        query.text("model"),
        firmware,
        query.text("lot"),
        isCustomer ? call.caller().customer() : null,
        from,
        to,
        query.decimal("confidence", DEFAULT_CONFIDENCE, 0.5, 0.999));
  }

  /** Hours are counted whole. */
  private static Instant ceiling(Instant time) {
    Instant floor = time.truncatedTo(ChronoUnit.HOURS);
    return floor.equals(time) ? floor : floor.plus(1, ChronoUnit.HOURS);
  }
}

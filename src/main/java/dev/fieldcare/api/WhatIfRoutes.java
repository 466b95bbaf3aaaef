package dev.fieldcare.api;

import dev.fieldcare.base.Jobs;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Limit;
import dev.fieldcare.registry.Metric;
import dev.fieldcare.registry.Model;
import dev.fieldcare.registry.ModelText;
import dev.fieldcare.registry.Models;
import dev.fieldcare.stability.StabilitySettings;
import dev.fieldcare.stability.proposals.History;
import dev.fieldcare.stability.proposals.Proposals;
import dev.fieldcare.tickets.StoredSeries;
import dev.fieldcare.tickets.WhatIf;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What other limits would have made of stored history, and which would be better. The work is done
 * off the event loop; what takes longer than a moment is answered 202 and is to be asked for again.
 */
final class WhatIfRoutes {
  private static final Duration DEFAULT_STRETCH = Duration.ofDays(30);
  private static final Duration LASTING = Duration.ofMinutes(5);
  private static final Duration LONGEST_WORK = Duration.ofMinutes(2);
  private static final Duration MOMENT = Duration.ofSeconds(3);
  private static final int AT_ONCE = 2;
  private static final long MOST_PLAYED = 5_000_000;
  private static final long MOST_TRIED = 500_000;

  private final Vertx vertx;
  private final Cohorts cohorts;
  private final Models models;
  private final StabilitySettings settings;
  private final Clock clock;
  private final StoredSeries played;
  private final StoredSeries tried;
  private final Jobs jobs = new Jobs("what-if", AT_ONCE, LONGEST_WORK);

  WhatIfRoutes(Vertx vertx, Cohorts cohorts, Api.Parts parts, Clock clock) {
    this.vertx = vertx;
    this.cohorts = cohorts;
    this.models = parts.models();
    this.settings = parts.stability();
    this.clock = clock;
    this.played = new StoredSeries(parts.telemetry(), MOST_PLAYED);
    this.tried = new StoredSeries(parts.telemetry(), MOST_TRIED);
  }

  Future<Reply> whatIf(Call call) {
    Body body = call.body("device", "cohort", "metric", "limits", "quietTime", "from", "to");
    String metric = body.required("metric");
    List<Device> devices = cohorts.devices(body);
    JsonArray limits = limits(body);
    StabilitySettings other = quietTime(body);
    if (limits == null && other.equals(settings)) {
      throw Problem.badInput(
          "body.limits", "expected other limits or another quietTime to try, found none");
    }
    long to = instant(body, "to", clock.instant().plusMillis(1)).toEpochMilli();
    long from =
        instant(body, "from", Instant.ofEpochMilli(to).minus(DEFAULT_STRETCH)).toEpochMilli();
    checkOrder(from, to);
    for (Device device : devices) {
      changed(device, metric, limits);
    }
    var question =
        new WhatIf.Question(
            devices,
            metric,
            device -> models.get(device.model()),
            device -> changed(device, metric, limits),
            settings,
            other,
            from,
            to);
    return started(
        jobs.start(
            progress ->
                WhatIfJson.of(new WhatIf(played).answer(question, progress))
                    .put("metric", metric)
                    .put("from", Instant.ofEpochMilli(from).toString())
                    .put("to", Instant.ofEpochMilli(to).toString())));
  }

  private Model changed(Device device, String metric, @Nullable JsonArray limits) {
    Model model = models.get(device.model());
    return limits == null ? model : ModelText.withLimits(model, metric, limits);
  }

  private static @Nullable JsonArray limits(Body body) {
    Object limits = body.json().getValue("limits");
    if (limits == null || limits instanceof JsonArray) {
      return (JsonArray) limits;
    }
    throw Body.bad("limits", "a list of limits as a model has them", limits);
  }

  private StabilitySettings quietTime(Body body) {
    String text = body.text("quietTime");
    return text == null
        ? settings
        : new StabilitySettings(
            settings.restartGrace(),
            settings.silenceFloor(),
            settings.lastWillFloor(),
            Times.duration("quietTime", text),
            settings.maxSeriesPerDevice());
  }

  /** For each limit of the metric, deadband and delays by the history of the devices. */
  Future<Reply> propose(Call call) {
    Body body = call.body("device", "cohort", "metric", "lasting", "from", "to");
    String metric = body.required("metric");
    List<Device> devices = cohorts.devices(body);
    Model model = theirModel(devices);
    Metric known = model.metrics().get(metric);
    if (known == null || known.limits().isEmpty()) {
      throw Problem.badInput(
          "body.metric",
          "metric: expected one that has limits in model " + model.id() + ", found " + metric);
    }
    String text = body.text("lasting");
    Duration lasting = text == null ? LASTING : Times.duration("lasting", text);
    long to = instant(body, "to", clock.instant().plusMillis(1)).toEpochMilli();
    long from =
        instant(body, "from", Instant.ofEpochMilli(to).minus(DEFAULT_STRETCH)).toEpochMilli();
    checkOrder(from, to);
    return started(
        jobs.start(
            progress -> {
              List<History> histories = read(devices, metric, from, to, progress);
              return new JsonObject()
                  .put("metric", metric)
                  .put("lasting", lasting.toString())
                  .put("from", Instant.ofEpochMilli(from).toString())
                  .put("to", Instant.ofEpochMilli(to).toString())
                  .put("proposals", proposals(model, known, histories, lasting, progress));
            }));
  }

  private List<History> read(
      List<Device> devices, String metric, long from, long to, Jobs.Progress progress) {
    var reader = tried.reader(from, to, share -> progress.at(share / 4), devices.size());
    List<History> histories = new ArrayList<>();
    for (Device device : devices) {
      var history = new History();
      reader.read(device, metric, history::add);
      if (history.count() > 0) {
        histories.add(history);
      }
    }
    if (histories.isEmpty()) {
      throw Problem.notFound(
          "history.none", "no reading of " + metric + " is stored of these devices in that time");
    }
    return histories;
  }

  private static JsonArray proposals(
      Model model,
      Metric metric,
      List<History> histories,
      Duration lasting,
      Jobs.Progress progress) {
    Duration interval = model.expectedInterval();
    var proposals = new JsonArray();
    int all = metric.limits().size();
    for (Limit limit : metric.limits()) {
      double before = 0.25 + 0.75 * proposals.size() / all;
      proposals.add(
          WhatIfJson.of(
              Proposals.of(
                  metric,
                  limit,
                  histories,
                  interval == null ? 0 : interval.toMillis(),
                  lasting,
                  share -> progress.at(before + 0.75 * share / all))));
    }
    return proposals;
  }

  private Model theirModel(List<Device> devices) {
    List<String> ids = devices.stream().map(Device::model).distinct().toList();
    if (ids.size() > 1) {
      throw Problem.badInput(
          "body.cohort", "cohort: expected devices of one model, found " + String.join(", ", ids));
    }
    return models.get(ids.getFirst());
  }

  Future<Reply> job(Call call) {
    String id = call.path("id");
    Jobs.Job job =
        jobs.find(id)
            .orElseThrow(() -> Problem.notFound("job.unknown", "no newer work is called " + id));
    return Future.succeededFuture(Reply.ok(state(job)));
  }

  /** Waits a moment for the end of the work; answers 202 if it takes longer. */
  private Future<Reply> started(Jobs.Job job) {
    Context context = vertx.getOrCreateContext();
    Promise<Reply> answer = Promise.promise();
    long timer =
        vertx.setTimer(
            MOMENT.toMillis(),
            any ->
                answer.tryComplete(
                    Reply.ok(state(job))
                        .status(202)
                        .with("Location", "/api/v1/stability/jobs/" + job.id())));
    job.done()
        .onComplete(
            (result, failure) ->
                context.runOnContext(
                    any -> {
                      vertx.cancelTimer(timer);
                      if (failure == null) {
                        answer.tryComplete(Reply.ok(state(job)));
                      } else {
                        answer.tryFail(failure);
                      }
                    }));
    return answer.future();
  }

  private static JsonObject state(Jobs.Job job) {
    var json = new JsonObject().put("id", job.id()).put("progress", job.progress());
    if (job.done().succeeded()) {
      return json.put("state", "done").put("result", job.done().result());
    }
    if (job.done().failed()) {
      Throwable cause = Objects.requireNonNull(job.done().cause());
      String code = cause instanceof Problem problem ? problem.code() : "internal";
      String detail = cause instanceof Problem problem ? problem.message() : "see the server's log";
      return json.put("state", "failed")
          .put("problem", new JsonObject().put("code", code).put("detail", detail));
    }
    return json.put("state", "running");
  }

  private static Instant instant(Body body, String name, Instant otherwise) {
    Object value = body.json().getValue(name);
    return value == null ? otherwise : Times.instant(name, String.valueOf(value));
  }

  private static void checkOrder(long from, long to) {
    if (from >= to) {
      throw Body.bad("from", "a time before to", Instant.ofEpochMilli(from));
    }
  }
}

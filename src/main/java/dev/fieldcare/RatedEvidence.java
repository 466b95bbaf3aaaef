package dev.fieldcare;

import dev.fieldcare.promises.coverage.Entitlements;
import dev.fieldcare.promises.coverage.Exclusion;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Metric;
import dev.fieldcare.registry.Model;
import dev.fieldcare.registry.Rated;
import dev.fieldcare.telemetry.Envelope;
import dev.fieldcare.telemetry.Excursion;
import dev.fieldcare.telemetry.TelemetryStore;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What devices recorded beyond the values their model is rated for, as evidence of misuse: each
 * excursion by its first reading, {@code reading:d-17/supplyVoltage/1732270000000}.
 */
final class RatedEvidence implements Entitlements.Evidence {
  /** What was longer ago hardly broke a device only now. */
  static final Duration REACH = Duration.ofDays(90);

  private static final Logger LOG = LoggerFactory.getLogger(RatedEvidence.class);

  private final TelemetryStore telemetry;
  private final Function<String, Optional<Device>> devices;
  private final Function<String, Optional<Model>> models;
  private final AtomicLong missed = new AtomicLong();

  RatedEvidence(
      TelemetryStore telemetry,
      Function<String, Optional<Device>> devices,
      Function<String, Optional<Model>> models) {
    this.telemetry = telemetry;
    this.devices = devices;
    this.models = models;
  }

  /** How often the store could not be asked. */
  long missed() {
    return missed.get();
  }

  /**
   * Newest first; what began by then and not more than 90 days before. While a store of its own is
   * away there is none: a ticket must open all the same, and without proof it is ours to pay.
   */
  @Override
  public Future<Map<String, List<Exclusion>>> of(
      SqlClient sql, Map<String, Set<String>> causes, Instant until) {
    var envelopes = new ArrayList<Envelope>();
    causes.forEach(
        (id, codes) ->
            devices.apply(id).ifPresent(device -> envelopes.addAll(envelopes(device, codes))));
    if (envelopes.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    long to = until.toEpochMilli() + 1;
    return telemetry
        .excursions(sql, envelopes, to - REACH.toMillis(), to)
        .<Map<String, List<Exclusion>>>map(
            found -> {
              var proven = new HashMap<String, List<Exclusion>>();
              found.stream()
                  .sorted(Comparator.comparingLong(Excursion::since).reversed())
                  .forEach(
                      each ->
                          proven
                              .computeIfAbsent(
                                  each.envelope().device().id(), none -> new ArrayList<>())
                              .add(exclusion(each)));
              return Map.copyOf(proven);
            })
        .recover(
            cause -> {
              missed.incrementAndGet();
              LOG.warn("no evidence is read of {} devices: {}", causes.size(), cause.toString());
              return Future.succeededFuture(Map.of());
            });
  }

  private List<Envelope> envelopes(Device device, Set<String> codes) {
    var envelopes = new ArrayList<Envelope>();
    for (Metric metric : metrics(device)) {
      Rated rated = metric.rated();
      if (rated != null
          && (rated.causes().isEmpty() || !Collections.disjoint(rated.causes(), codes))) {
        envelopes.add(of(device, metric, rated));
      }
    }
    return envelopes;
  }

  private static Envelope of(Device device, Metric metric, Rated rated) {
    return new Envelope(device, metric.name(), rated.min(), rated.max(), rated.lasting());
  }

  private List<Metric> metrics(Device device) {
    return models
        .apply(device.model())
        .map(model -> List.copyOf(model.metrics().values()))
        .orElse(List.of());
  }

  private Exclusion exclusion(Excursion it) {
    Envelope envelope = it.envelope();
    Metric metric =
        metrics(envelope.device()).stream()
            .filter(each -> each.name().equals(envelope.metric()))
            .findFirst()
            .orElseThrow();
    return new Exclusion(
        "reading:" + envelope.device().id() + "/" + envelope.metric() + "/" + it.since(),
        Exclusion.Kind.MISUSE,
        Instant.ofEpochMilli(it.since()),
        Objects.requireNonNull(metric.rated()).causes(),
        detail(it, metric.unit()));
  }

  /** As in {@code supplyVoltage up to 41.3 V, rated 9.0 to 36.0 V, for 300 s from 2026-…}. */
  private static String detail(Excursion it, @Nullable String unit) {
    Envelope envelope = it.envelope();
    String in = unit == null ? "" : " " + unit;
    String rated =
        envelope.low() == null
            ? "at most " + envelope.high()
            : envelope.high() == null
                ? "at least " + envelope.low()
                : envelope.low() + " to " + envelope.high();
    return envelope.metric()
        + " "
        + it.extreme()
        + in
        + ", rated "
        + rated
        + in
        + ", for "
        + (it.until() - it.since()) / 1_000
        + " s from "
        + Instant.ofEpochMilli(it.since());
  }
}

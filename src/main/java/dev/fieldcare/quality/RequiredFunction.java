package dev.fieldcare.quality;

import dev.fieldcare.telemetry.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Watches whether a bench unit keeps its function: each required metric within its range, and heard
 * of often enough. Shown the readings of a run in order of time.
 */
final class RequiredFunction {
  private final List<Watched> all;
  private final List<TestVerdict.Failure> failures = new ArrayList<>();

  /** One metric. */
  private static final class Watched {
    final TestProfile.Required required;
    long last;
    long outsideSince = Long.MIN_VALUE;
    double worst;

    Watched(TestProfile.Required required, long from) {
      this.required = required;
      this.last = from;
    }
  }

  private final Duration longestGap;

  RequiredFunction(TestProfile profile, long from) {
    this.longestGap = profile.longestGap();
    this.all = profile.required().stream().map(each -> new Watched(each, from)).toList();
  }

  void observe(Reading reading) {
    for (Watched each : all) {
      int index = reading.metrics().names().indexOf(each.required.metric());
      if (index >= 0 && Double.isFinite(reading.values()[index])) {
        observe(each, reading.ts(), reading.values()[index]);
      }
    }
  }

  private void observe(Watched it, long ts, double value) {
    heard(it, ts);
    boolean isOutside = value < it.required.min() || value > it.required.max();
    if (isOutside && it.outsideSince == Long.MIN_VALUE) {
      it.outsideSince = ts;
      it.worst = value;
    } else if (isOutside) {
      it.worst = distance(it, value) > distance(it, it.worst) ? value : it.worst;
    } else {
      inside(it, ts);
    }
  }

  private static double distance(Watched it, double value) {
    return Math.max(it.required.min() - value, value - it.required.max());
  }

  private void heard(Watched it, long ts) {
    if (ts - it.last > longestGap.toMillis()) {
      fail(
          it,
          "function.silent",
          it.last,
          ts,
          "nothing was heard of %s for %d s, at most %d s may pass"
              .formatted(it.required.metric(), (ts - it.last) / 1000, longestGap.toSeconds()),
          null);
    }
    it.last = ts;
  }

  private void inside(Watched it, long ts) {
    if (it.outsideSince != Long.MIN_VALUE) {
      fail(
          it,
          "function.lost",
          it.outsideSince,
          ts,
          String.format(
              Locale.ROOT,
              "%s was %s, outside of what is required, %s to %s",
              it.required.metric(),
              it.worst,
              it.required.min(),
              it.required.max()),
          it.worst);
      it.outsideSince = Long.MIN_VALUE;
    }
  }

  private void fail(
      Watched it, String key, long from, long to, String because, @Nullable Double worst) {
    failures.add(
        new TestVerdict.Failure(
            key,
            it.required.metric(),
            null,
            from,
            to,
            because,
            key,
            arguments(it, from, to, worst)));
  }

  private io.vertx.core.json.JsonObject arguments(
      Watched it, long from, long to, @Nullable Double worst) {
    return new io.vertx.core.json.JsonObject()
        .put("metric", it.required.metric())
        .put("min", it.required.min())
        .put("max", it.required.max())
        .put("worst", worst)
        .put("seconds", (to - from) / 1000)
        .put("longestSeconds", longestGap.toSeconds());
  }

  /** What failed, once all is shown up to then. */
  List<TestVerdict.Failure> until(long to) {
    for (Watched each : all) {
      heard(each, to);
      inside(each, to);
    }
    return List.copyOf(failures);
  }
}

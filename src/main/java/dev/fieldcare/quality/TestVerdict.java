package dev.fieldcare.quality;

import dev.fieldcare.registry.Severity;
import dev.fieldcare.stability.Alarm;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a run came out: passed when no alarm at or above the profile's severity was raised and the
 * required function held throughout.
 *
 * @param failures by their beginning; none of a run that passed
 * @param minor alarms below the severity, which fail nothing
 */
public record TestVerdict(List<Failure> failures, int minor) {

  /**
   * A stretch of data that failed.
   *
   * @param symptom of the alarm, or {@code function.lost} or {@code function.silent}
   * @param from epoch milliseconds
   */
  public record Failure(
      String symptom,
      @Nullable String metric,
      @Nullable Severity severity,
      long from,
      long to,
      String because,
      String becauseKey,
      JsonObject becauseArgs) {

    JsonObject json() {
      return new JsonObject()
          .put("symptom", symptom)
          .put("metric", metric)
          .put("severity", severity == null ? null : severity.code())
          .put("from", Instant.ofEpochMilli(from).toString())
          .put("to", Instant.ofEpochMilli(to).toString())
          .put("because", because)
          .put("becauseKey", becauseKey)
          .put("becauseArgs", becauseArgs);
    }
  }

  public TestVerdict {
    failures = List.copyOf(failures);
  }

  /**
   * @param alarms as they stood at the end of the run
   * @param lost what was lost of the required function
   */
  static TestVerdict of(TestProfile profile, List<Alarm> alarms, List<Failure> lost, Instant end) {
    var failures = new ArrayList<Failure>(lost);
    int minor = 0;
    for (Alarm alarm : alarms) {
      if (alarm.severity().compareTo(profile.severity()) <= 0) {
        failures.add(failure(alarm, end));
      } else {
        minor++;
      }
    }
    failures.sort(Comparator.comparingLong(Failure::from));
    return new TestVerdict(failures, minor);
  }

  private static Failure failure(Alarm alarm, Instant end) {
    Instant over = alarm.course().normalAt();
    return new Failure(
        alarm.symptom(),
        alarm.metric(),
        alarm.severity(),
        alarm.activeSince().toEpochMilli(),
        (over == null ? end : over).toEpochMilli(),
        alarm.because().text(),
        alarm.because().key(),
        new JsonObject(alarm.because().arguments()));
  }

  public boolean passed() {
    return failures.isEmpty();
  }

  JsonObject json() {
    return new JsonObject()
        .put("failures", new JsonArray(failures.stream().map(Failure::json).toList()))
        .put("minorAlarms", minor);
  }
}

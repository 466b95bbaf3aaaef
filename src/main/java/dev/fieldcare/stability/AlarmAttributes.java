package dev.fieldcare.stability;

import dev.fieldcare.registry.Limit;
import dev.fieldcare.registry.Metric;
import dev.fieldcare.registry.Model;
import dev.fieldcare.registry.Severity;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an alarm behaves towards people: a model's limit says so, other alarms do neither.
 *
 * @param latched whether it waits for a reset after it went back to normal
 * @param reAlarmTime after which it is announced again while it stays active; absent: never
 */
record AlarmAttributes(boolean latched, @Nullable Duration reAlarmTime) {
  static final AlarmAttributes PLAIN = new AlarmAttributes(false, null);

  /** Those of the limit that raises this symptom with this severity. */
  static AlarmAttributes of(@Nullable Model model, String symptom, Severity severity) {
    int dot = symptom.lastIndexOf('.');
    Metric metric =
        model == null || dot < 0 ? null : model.metrics().get(symptom.substring(0, dot));
    if (metric != null) {
      String side = symptom.substring(dot + 1);
      for (Limit limit : metric.limits()) {
        if (limit.side().code().equals(side) && limit.severity() == severity) {
          return new AlarmAttributes(limit.latched(), limit.reAlarmTime());
        }
      }
    }
    return PLAIN;
  }
}

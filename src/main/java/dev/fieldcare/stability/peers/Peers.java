package dev.fieldcare.stability.peers;

import dev.fieldcare.registry.Device;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Compares each device with its cohort, bucket by bucket. Pure but for its memory of habits; not
 * thread-safe.
 *
 * <p>A cohort is of the same model, firmware and climate; where fewer than eight peers report, of
 * the same model and firmware, then of the same model. Its centre is the median, its spread the
 * median absolute deviation, of device means, so half of the peers may be wrong. Cohorts whose
 * devices all say the same tell nothing of how far one may be off and judge nobody.
 */
public final class Peers {
  private static final byte FORMAT = 1;
  private static final int FEWEST = 9;

  /** Devices need not agree better than this share of the centre. */
  private static final double AGREEMENT = 0.005;

  /**
   * A device begins to stand out, or ends.
   *
   * @param since when it began, epoch milliseconds
   * @param at when that became certain, or when it ended
   * @param off how far it is off its cohort's centre
   * @param usual how far it usually is
   */
  public record Verdict(
      Device device,
      String metric,
      boolean standsOut,
      long since,
      long at,
      double off,
      double usual,
      Cohort cohort,
      int peers) {}

  private final Map<Integer, Map<String, Habit>> habits = new HashMap<>();

  /**
   * Takes in a closed bucket; to be called in order of buckets.
   *
   * @param firmware the version a device reported last
   */
  public List<Verdict> judge(
      long bucket, List<Mean> means, Function<Device, @Nullable String> firmware) {
    Map<Integer, List<Cohort>> cohorts = new HashMap<>();
    Map<String, List<Mean>> byMetric = new LinkedHashMap<>();
    for (Mean mean : means) {
      Device device = mean.device();
      cohorts.computeIfAbsent(device.number(), any -> Cohort.of(device, firmware.apply(device)));
      byMetric.computeIfAbsent(mean.metric(), any -> new ArrayList<>()).add(mean);
    }
    var verdicts = new ArrayList<Verdict>();
    byMetric.values().forEach(each -> judgeMetric(bucket, each, cohorts, verdicts));
    return verdicts;
  }

  private void judgeMetric(
      long bucket, List<Mean> means, Map<Integer, List<Cohort>> cohorts, List<Verdict> verdicts) {
    if (means.size() < FEWEST) {
      return;
    }
    Map<Cohort, List<Mean>> members = new HashMap<>();
    for (Mean mean : means) {
      for (Cohort cohort : cohorts.getOrDefault(mean.device().number(), List.of())) {
        members.computeIfAbsent(cohort, any -> new ArrayList<>()).add(mean);
      }
    }
    members.values().removeIf(each -> each.size() < FEWEST);
    members.forEach(
        (cohort, those) -> {
          List<Mean> judged =
              those.stream()
                  .filter(mean -> cohort.equals(narrowest(mean, cohorts, members)))
                  .toList();
          if (!judged.isEmpty()) {
            judgeCohort(bucket, cohort, those, judged, verdicts);
          }
        });
  }

  private static @Nullable Cohort narrowest(
      Mean mean, Map<Integer, List<Cohort>> cohorts, Map<Cohort, List<Mean>> members) {
    return cohorts.getOrDefault(mean.device().number(), List.of()).stream()
        .filter(members::containsKey)
        .findFirst()
        .orElse(null);
  }

  private void judgeCohort(
      long bucket, Cohort cohort, List<Mean> all, List<Mean> judged, List<Verdict> verdicts) {
    double[] values = all.stream().mapToDouble(Mean::value).toArray();
    double centre = Robust.median(values);
    double between = Robust.spread(values);
    double[] residuals =
        all.stream().mapToDouble(mean -> habit(mean).residual(mean.value() - centre)).toArray();
    double within = Math.max(Robust.spread(residuals), AGREEMENT * Math.abs(centre));
    long start = bucket * Buckets.WIDTH;
    for (Mean mean : judged) {
      Habit habit = habit(mean);
      double off = mean.value() - centre;
      boolean movedOn = habit.movesTo(cohort.words().hashCode());
      Habit.Change change =
          between == 0 ? Habit.Change.NONE : habit.take(start, mean.value(), off, within, between);
      if (movedOn || change != Habit.Change.NONE) {
        verdicts.add(
            new Verdict(
                mean.device(),
                mean.metric(),
                change == Habit.Change.BEGAN,
                habit.since(),
                start + Buckets.WIDTH,
                off,
                habit.usual(),
                cohort,
                all.size() - 1));
      }
    }
  }

  private Habit habit(Mean mean) {
    return habits
        .computeIfAbsent(mean.device().number(), any -> new HashMap<>())
        .computeIfAbsent(mean.metric(), any -> new Habit());
  }

  /** The device is no more: its habits are forgotten. */
  public void forget(int deviceNumber) {
    habits.remove(deviceNumber);
  }

  /** Everything known of these devices, to be stored in place of what was before. */
  public Map<Integer, byte[]> snapshot(Iterable<Integer> deviceNumbers) {
    Map<Integer, byte[]> states = new LinkedHashMap<>();
    for (Integer number : deviceNumbers) {
      Map<String, Habit> known = habits.get(number);
      if (known != null) {
        states.put(number, bytesOf(known));
      }
    }
    return states;
  }

  private static byte[] bytesOf(Map<String, Habit> known) {
    var bytes = new ByteArrayOutputStream(64 * known.size());
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeShort(known.size());
      for (Map.Entry<String, Habit> each : known.entrySet()) {
        out.writeUTF(each.getKey());
        each.getValue().save(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }

  /** Goes on from a snapshot; false if it cannot be read: the device is learnt anew. */
  public boolean restore(int deviceNumber, byte[] state) {
    Map<String, Habit> known = new HashMap<>();
    try (var in = new DataInputStream(new ByteArrayInputStream(state))) {
      if (in.readByte() != FORMAT) {
        return false;
      }
      int size = in.readShort();
      for (int i = 0; i < size; i++) {
        String metric = in.readUTF();
        var habit = new Habit();
        habit.load(in);
        known.put(metric, habit);
      }
    } catch (IOException e) {
      return false;
    }
    habits.put(deviceNumber, known);
    return true;
  }
}

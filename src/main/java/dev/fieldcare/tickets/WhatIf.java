package dev.fieldcare.tickets;

import dev.fieldcare.base.Jobs;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Model;
import dev.fieldcare.stability.StabilitySettings;
import dev.fieldcare.telemetry.MetricSet;
import dev.fieldcare.telemetry.MetricSets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Plays stored readings twice, under the present settings and under others, and says which tickets
 * would have been opened, would be gone, or moved. Silence is not played: it is no matter of
 * limits.
 */
public final class WhatIf {

  /**
   * @param devices whose readings
   * @param present gives a device's model as it is, {@code other} as it might be
   * @param presentSettings as they are, {@code otherSettings} as they might be
   */
  public record Question(
      List<Device> devices,
      String metric,
      Function<Device, Model> present,
      Function<Device, Model> other,
      StabilitySettings presentSettings,
      StabilitySettings otherSettings,
      long from,
      long to) {}

  /**
   * @param presentAlarms how often alarms became active
   */
  public record Answer(
      int devices, long readings, int presentAlarms, int otherAlarms, Difference difference) {}

  private final StoredSeries series;

  public WhatIf(StoredSeries series) {
    this.series = series;
  }

  /**
   * Blocks.
   *
   * @throws Problem {@code history.too-much} when there are more readings than may be played
   */
  public Answer answer(Question question, Jobs.Progress progress) {
    MetricSet set = new MetricSets().of(List.of(question.metric()));
    List<Difference> differences = new ArrayList<>();
    int[] alarms = new int[2];
    var reader = series.reader(question.from(), question.to(), progress, question.devices().size());
    for (Device device : question.devices()) {
      var asIs =
          new Rehearsal(device, question.present().apply(device), question.presentSettings(), set);
      var asAsked =
          new Rehearsal(device, question.other().apply(device), question.otherSettings(), set);
      reader.read(
          device,
          question.metric(),
          (ts, value) -> {
            asIs.feed(ts, value);
            asAsked.feed(ts, value);
          });
      differences.add(Difference.between(asIs.tickets(), asAsked.tickets()));
      alarms[0] += asIs.alarms();
      alarms[1] += asAsked.alarms();
    }
    return new Answer(
        question.devices().size(),
        reader.count(),
        alarms[0],
        alarms[1],
        Difference.joined(differences));
  }
}

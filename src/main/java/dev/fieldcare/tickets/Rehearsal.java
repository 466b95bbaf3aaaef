package dev.fieldcare.tickets;

import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Model;
import dev.fieldcare.registry.ModelHistory;
import dev.fieldcare.stability.Alarm;
import dev.fieldcare.stability.Stability;
import dev.fieldcare.stability.StabilitySettings;
import dev.fieldcare.telemetry.MetricSet;
import dev.fieldcare.telemetry.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Plays readings of one device to the product's own detectors and ticket desk, and writes nothing
 * down: what tickets they would have made under given settings.
 */
public final class Rehearsal {
  private final Device device;
  private final MetricSet metrics;
  private final Stability stability;
  private final Docket docket = new Docket(Instant.EPOCH);
  private final List<Instant> openedAt = new ArrayList<>();
  private int alarms;

  /**
   * @param model the device's, as it is or otherwise
   * @param metrics which each reading has a value of
   */
  public Rehearsal(Device device, Model model, StabilitySettings settings, MetricSet metrics) {
    this.device = device;
    this.metrics = metrics;
    this.stability =
        new Stability(1, any -> ModelHistory.always(model), settings, Instant.EPOCH, this::hear);
  }

  /** Takes one reading; times are to rise. */
  public void feed(long ts, double... values) {
    stability.reading(new Reading(device, ts, metrics, values, ts * 1000));
  }

  private void hear(Alarm alarm) {
    alarms += alarm.phase() == Alarm.Phase.ACTIVE ? 1 : 0;
    docket.hear(alarm);
    while (openedAt.size() < docket.opened().size()) {
      openedAt.add(alarm.at());
    }
  }

  /** How often an alarm became active, or worse. */
  public int alarms() {
    stability.tellStaged(0);
    return alarms;
  }

  /** The tickets there would be, in the order in which they would have been opened. */
  public List<WouldBe> tickets() {
    stability.tellStaged(0);
    List<WouldBe> tickets = new ArrayList<>();
    for (int i = 0; i < docket.opened().size(); i++) {
      Draft draft = docket.opened().get(i);
      tickets.add(
          new WouldBe(
              device.id(),
              Objects.requireNonNull(draft.opening).symptom(),
              draft.severity,
              openedAt.get(i),
              draft.firstSeen,
              draft.lastSeen,
              draft.occurrences,
              draft.because.text()));
    }
    return tickets;
  }
}

package dev.fieldcare.rollout.gates;

import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Waits until the wave has run the release for long enough in all. */
public final class ExposureGate implements Gate {
  private final double hoursEach;

  /**
   * @param hoursEach installed device-hours wanted for each member
   */
  public ExposureGate(double hoursEach) {
    this.hoursEach = hoursEach;
  }

  @Override
  public Verdict judge(WaveFigures figures) {
    double wanted = hoursEach * figures.members();
    boolean enough = figures.exposureHours() >= wanted;
    double hours = Math.floor(figures.exposureHours() * 10) / 10;
    return new Verdict(
        enough ? Verdict.Answer.GO : Verdict.Answer.WAIT,
        "exposure",
        "the wave has run the release for "
            + Words.number(hours)
            + " device-hours, wanted "
            + Words.number(wanted),
        enough ? "gate.exposure.ok" : "gate.exposure.wait",
        Map.of("hours", hours, "wanted", Words.round(wanted)),
        new JsonObject()
            .put("exposureHours", figures.exposureHours())
            .put("members", figures.members())
            .put("hoursEach", hoursEach));
  }
}

package dev.fieldcare.rollout.gates;

import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Waits until enough of the wave have installed: of an update nobody runs nothing is learnt. */
public final class InstalledGate implements Gate {
  private final double least;

  /**
   * @param least share of the wave's members, 0 to 1
   */
  public InstalledGate(double least) {
    this.least = least;
  }

  @Override
  public Verdict judge(WaveFigures figures) {
    boolean enough = figures.installed() >= least * figures.members();
    String text =
        figures.installed()
            + " of "
            + figures.members()
            + " have installed, wanted "
            + Words.percent(least);
    return new Verdict(
        enough ? Verdict.Answer.GO : Verdict.Answer.WAIT,
        "installed",
        text,
        enough ? "gate.installed.ok" : "gate.installed.wait",
        Map.of(
            "installed", figures.installed(),
            "members", figures.members(),
            "least", Words.percent(least)),
        new JsonObject()
            .put("installed", figures.installed())
            .put("members", figures.members())
            .put("least", least));
  }
}

package dev.fieldcare.rollout.gates;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Waits until the wave has been open for long enough: some faults need time. */
public final class SoakGate implements Gate {
  private final List<Duration> soaks;

  /**
   * @param soaks of each wave; the last goes for all later ones. At least one.
   */
  public SoakGate(List<Duration> soaks) {
    this.soaks = List.copyOf(soaks);
  }

  @Override
  public Verdict judge(WaveFigures figures) {
    Duration wanted = soaks.get(Math.min(figures.wave(), soaks.size()) - 1);
    boolean enough = figures.sinceOpened().compareTo(wanted) >= 0;
    return new Verdict(
        enough ? Verdict.Answer.GO : Verdict.Answer.WAIT,
        "soak",
        "open for " + Words.hours(figures.sinceOpened()) + ", wanted " + Words.hours(wanted),
        enough ? "gate.soak.ok" : "gate.soak.wait",
        Map.of(
            "openSeconds", figures.sinceOpened().toSeconds(),
            "wantedSeconds", wanted.toSeconds()),
        new JsonObject()
            .put("openSeconds", figures.sinceOpened().toSeconds())
            .put("wantedSeconds", wanted.toSeconds()));
  }
}

package dev.fieldcare.rollout.gates;

import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * Waits while too many of the wave are silent, whatever the devices not yet updated do: who does
 * not speak cannot show harm. (That silence is more frequent than by chance is for {@link
 * EventGate} to say.)
 */
public final class SilentGate implements Gate {
  private final double most;

  /**
   * @param most share of the wave's members, 0 to 1
   */
  public SilentGate(double most) {
    this.most = most;
  }

  @Override
  public Verdict judge(WaveFigures figures) {
    boolean few = figures.silent() <= most * figures.members();
    return new Verdict(
        few ? Verdict.Answer.GO : Verdict.Answer.WAIT,
        "silent",
        figures.silent()
            + " of "
            + figures.members()
            + " have gone silent, accepted "
            + Words.percent(most),
        few ? "gate.silent.ok" : "gate.silent.wait",
        Map.of(
            "silent", figures.silent(),
            "members", figures.members(),
            "most", Words.percent(most)),
        new JsonObject()
            .put("silent", figures.silent())
            .put("members", figures.members())
            .put("most", most));
  }
}

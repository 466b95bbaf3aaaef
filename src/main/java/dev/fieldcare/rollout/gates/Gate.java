package dev.fieldcare.rollout.gates;

/** One condition of a wave; immutable and without memory. */
public sealed interface Gate
    permits EventGate,
        MetricGate,
        FailedShareGate,
        InstalledGate,
        SilentGate,
        ExposureGate,
        SoakGate {

  Verdict judge(WaveFigures figures);
}

package dev.fieldcare.rollout.gates;

/**
 * A trial and what it is about.
 *
 * @param wave whose treated devices they are, from 1
 * @param kind such as {@code crash}
 * @param split empty for all devices; else those it is confined to, such as {@code
 *     hardwareRevision=C}
 * @param splits how many such confined trials of this wave and kind there are
 */
public record TrialFigure(int wave, String kind, String split, int splits, Trial trial) {

  public boolean isConfined() {
    return !split.isEmpty();
  }
}

package dev.fieldcare.rollout.gates;

import java.time.Duration;
import java.util.List;

/**
 * All that is known of a rollout when its newest wave is judged.
 *
 * @param wave the newest, from 1
 * @param sinceOpened how long ago it opened
 * @param members devices of this wave
 * @param installed of these, how many run the release or are out of it for another reason than that
 *     it failed
 * @param silent of these, how many have gone silent since the wave opened and still are
 * @param exposureHours how many hours those of this wave that installed have run the release
 * @param concluded devices of all waves whose first attempt has ended, either way
 * @param failed of these, how many ended in failure
 * @param trials of all waves opened so far
 * @param looks of all waves opened so far, only those due
 */
public record WaveFigures(
    int wave,
    Duration sinceOpened,
    int members,
    int installed,
    int silent,
    double exposureHours,
    int concluded,
    int failed,
    List<TrialFigure> trials,
    List<MetricLook> looks) {}

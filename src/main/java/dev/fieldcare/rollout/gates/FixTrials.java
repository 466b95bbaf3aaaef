package dev.fieldcare.rollout.gates;

import org.jspecify.annotations.Nullable;

/**
 * What one wave tells of a symptom that the release is said to fix.
 *
 * @param wave from 1
 * @param opened counted from the moment the wave opened: chance alone decided who is treated
 * @param installed counted from when {@code share} of the wave ran the release; null before that.
 *     Who does not run it must not speak against it.
 * @param share of 1
 */
public record FixTrials(int wave, Trial opened, @Nullable Trial installed, double share) {}

package dev.fieldcare.rollout.waves;

import dev.fieldcare.firmware.Release;

/** A rollout as it now stands, after a change. */
public record RolloutNews(Rollout rollout, Release release) {}

package dev.fieldcare.rollout.waves;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One device in a rollout.
 *
 * @param device its number in the registry
 * @param wave the wave it is in, from 0; -1: held back
 * @param drawn whether lots decided that; others are not counted by the gates
 * @param revision of its hardware
 * @param tries how often its update failed
 * @param dueAt when it may be offered the release
 * @param action its newest update
 * @param reason why it stands as it does
 */
public record Member(
    int device,
    String stratum,
    int wave,
    boolean drawn,
    @Nullable String revision,
    MemberState state,
    int tries,
    @Nullable Instant dueAt,
    @Nullable Long action,
    @Nullable String reason,
    Instant changedAt) {}

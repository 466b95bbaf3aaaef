package dev.fieldcare.rollout.waves;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a member.
 *
 * @param action its new update; null: the one it has
 * @param dueAt when it may be offered the release; null: at once
 */
record Move(
    int device,
    MemberState to,
    @Nullable Long action,
    int tries,
    @Nullable Instant dueAt,
    @Nullable String reason) {}

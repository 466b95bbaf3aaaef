package dev.fieldcare.rollout;

import java.time.Instant;

/** One line of an action's history: what was heard, and how the action stood after it. */
public record ActionReport(
    int seq, Instant at, ActionState state, String detail, boolean isOfDevice) {}

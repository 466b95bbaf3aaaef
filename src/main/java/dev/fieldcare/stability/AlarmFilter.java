package dev.fieldcare.stability;

import org.jspecify.annotations.Nullable;

/** Which alarms are wanted; what is absent is not asked for. */
public record AlarmFilter(
    @Nullable Integer device,
    @Nullable String symptom,
    @Nullable Boolean active,
    @Nullable AlarmState state,
    @Nullable Boolean shelved) {}

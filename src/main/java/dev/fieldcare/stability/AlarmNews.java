package dev.fieldcare.stability;

import org.jspecify.annotations.Nullable;

/**
 * A change in an alarm that is durable now.
 *
 * @param what {@code active}, {@code normal}, {@code quiet} for what the process did, else what was
 *     done to it: {@code acknowledged}, {@code shelved}, {@code reAlarmed} and so on
 * @param alarm what the process did; absent for all else
 */
public record AlarmNews(String what, Standing standing, @Nullable Alarm alarm) {}

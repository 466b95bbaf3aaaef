package dev.fieldcare.rollout.notices;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one customer was told of one rollout.
 *
 * @param release the release's id
 * @param devices how many of theirs are in it, as of when it was made
 * @param commitment that they are told in time
 * @param sentAt null: nobody could be reached
 * @param until not before; of {@link Answer#LATER}
 */
public record Notice(
    long id,
    long rollout,
    long release,
    String customer,
    long devices,
    Instant madeAt,
    @Nullable Long commitment,
    @Nullable Instant sentAt,
    @Nullable Instant readAt,
    @Nullable Answer answer,
    @Nullable Instant until,
    @Nullable String reason,
    @Nullable String answeredBy,
    @Nullable Instant answeredAt) {}

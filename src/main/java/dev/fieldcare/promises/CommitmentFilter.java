package dev.fieldcare.promises;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which commitments are asked for; what is null is not asked. */
public record CommitmentFilter(
    @Nullable String subject,
    @Nullable Outcome outcome,
    @Nullable Instant dueBefore,
    @Nullable String customer,
    @Nullable String kind) {
  public static final CommitmentFilter ALL = new CommitmentFilter(null, null, null, null, null);
}

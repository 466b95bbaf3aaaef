package dev.fieldcare.rollout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One device, one update. A device has at most one that is not over.
 *
 * @param device the device's number in the registry
 * @param release the release's id
 * @param version grows with every change; what the device's ETag is made of
 * @param forced whether the device is to install at once, or when it suits it
 * @param error why it failed, as {@code CODE: detail}
 */
public record Action(
    long id,
    int device,
    long release,
    ActionState state,
    int version,
    boolean forced,
    @Nullable Double progress,
    @Nullable String error,
    Instant createdAt,
    Instant changedAt,
    @Nullable Instant notBefore,
    @Nullable Instant deadline) {}

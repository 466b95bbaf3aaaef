package dev.fieldcare.rollout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** That a device's updates need nobody's consent, and who said so. */
public record AutoConsent(@Nullable String initiator, @Nullable String remark, Instant since) {}

package dev.fieldcare.firmware;

import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * What the field said of a symptom that a release is said to fix.
 *
 * @param holds whether it was shown; false: it was contradicted, and the claim is withdrawn
 * @param by whose finding it is, such as {@code rollout:7}
 * @param because with the numbers; {@code becauseKey} and {@code becauseArgs} for translation
 */
public record JudgedFix(
    long release,
    String model,
    String version,
    String symptom,
    boolean holds,
    Instant at,
    String by,
    String because,
    String becauseKey,
    JsonObject becauseArgs) {}

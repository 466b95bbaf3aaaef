package dev.fieldcare.tickets;

import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Severity;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A request by people or programs, as it comes in.
 *
 * @param text what they said, in their words
 * @param contact whom to speak to: {@code {"name", "email", "phone"}}
 * @param cause what a problem is about
 * @param externalId what the channel calls the message that brought it
 */
public record Intake(
    Kind kind,
    Message.Channel channel,
    @Nullable Device device,
    @Nullable String customer,
    @Nullable String symptom,
    @Nullable String title,
    Severity severity,
    String text,
    @Nullable JsonObject contact,
    @Nullable Cause cause,
    @Nullable String externalId) {}

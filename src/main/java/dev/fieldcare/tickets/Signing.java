package dev.fieldcare.tickets;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A customer's answer to a document, as handed in.
 *
 * @param subject {@code quote:12} or {@code report:7}
 * @param hash of the document they saw
 * @param proof the code, the drawing, or certificate and signature
 */
public record Signing(
    String subject,
    String hash,
    boolean agreed,
    String signer,
    SignOff.Method method,
    JsonObject proof,
    @Nullable String reason) {}

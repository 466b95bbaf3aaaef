package dev.fieldcare.tickets;

import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * A customer's answer to a document, bound to its hash, with what proves it.
 *
 * @param subject what the document is of: {@code quote:12}, {@code report:7}
 * @param evidence what was handed in: the drawing, the certificate and signature, or where the
 *     one-time code went
 */
public record SignOff(
    long id,
    String ticket,
    String subject,
    String hash,
    boolean agreed,
    String signer,
    String account,
    Method method,
    Instant at,
    JsonObject evidence) {

  /** How it was given. */
  public enum Method {
    CODE,
    DRAWN,
    CERTIFICATE
  }

  /** As outside interfaces show it. */
  public JsonObject json() {
    return new JsonObject()
        .put("id", Long.toString(id))
        .put("ticket", ticket)
        .put("subject", subject)
        .put("hash", hash)
        .put("agreed", agreed)
        .put("signer", signer)
        .put("account", account)
        .put("method", method.name().toLowerCase(java.util.Locale.ROOT))
        .put("at", at.toString())
        .put("evidence", evidence);
  }
}

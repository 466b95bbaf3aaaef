package dev.fieldcare.tickets;

import dev.fieldcare.base.Json;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * How the journal tells whom to speak to about a ticket: by the SHA-256 of the contact's canonical
 * JSON. It shows whether the ticket still names who was named, and names nobody, as nothing can be
 * taken out of the journal again.
 */
final class Contacted {
  private Contacted() {}

  /** In hexadecimal digits; null for nobody. */
  static @Nullable String of(@Nullable JsonObject contact) {
    if (contact == null) {
      return null;
    }
    try {
      byte[] text = Json.canonical(contact).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

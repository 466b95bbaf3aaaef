package dev.fieldcare.simulator.update.online;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fieldcare.simulator.update.trust.Fields;
import dev.fieldcare.simulator.update.trust.Refusal;
import dev.fieldcare.simulator.update.trust.Rule;
import java.net.URI;
import java.util.Optional;

/**
 * What {@code update/desired} says. It only wakes the device: what to run is for the repositories
 * to say.
 *
 * @param director the folder of the director's metadata
 * @param image the image repository
 * @param notBefore epoch milliseconds; 0 for at once
 * @param until epoch milliseconds, when the window to install in closes; 0 for never
 * @param downloadOnly whether it is to be fetched and left at that
 */
record Desired(
    String action, URI director, URI image, long notBefore, long until, boolean downloadOnly) {

  /** Empty for the empty object: nothing to do. */
  static Optional<Desired> parse(byte[] payload) {
    String topic = "update/desired";
    JsonNode node = Fields.parse(payload, topic);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Desired(
            Fields.text(node, "action", topic),
            folder(Fields.text(node, "director", topic)),
            folder(Fields.text(node, "image", topic)),
            time(node, "notBefore", topic),
            time(node, "until", topic),
            node.path("downloadOnly").asBoolean(false)));
  }

  /** Whether the window to install in has closed; the next one is told when it is due. */
  boolean isPast(long now) {
    return until > 0 && now >= until;
  }

  private static long time(JsonNode node, String field, String topic) {
    return node.hasNonNull(field) ? Fields.number(node, field, topic) : 0;
  }

  private static URI folder(String url) {
    try {
      URI uri = URI.create(url.endsWith("/") ? url : url + "/");
      String scheme = uri.getScheme();
      if (uri.getHost() != null && ("http".equals(scheme) || "https".equals(scheme))) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    throw new Refusal(
        Rule.FORMAT, "update/desired: expected an http or https address, found " + url);
  }
}

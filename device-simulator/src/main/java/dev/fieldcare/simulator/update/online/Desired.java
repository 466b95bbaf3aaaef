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
 */
record Desired(String action, URI director, URI image, long notBefore) {

  /** Empty for the empty object: nothing to do. */
  static Optional<Desired> parse(byte[] payload) {
    String topic = "update/desired";
    JsonNode node = Fields.parse(payload, topic);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    long notBefore = node.hasNonNull("notBefore") ? Fields.number(node, "notBefore", topic) : 0;
    return Optional.of(
        new Desired(
            Fields.text(node, "action", topic),
            folder(Fields.text(node, "director", topic)),
            folder(Fields.text(node, "image", topic)),
            notBefore));
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

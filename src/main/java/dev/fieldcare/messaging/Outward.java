package dev.fieldcare.messaging;

import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Duration;

/** How we call on other people's HTTP servers: by our name, and never where they redirect us to. */
final class Outward {
  private Outward() {}

  static WebClient client(Vertx vertx, Duration timeout) {
    return WebClient.create(
        vertx,
        new WebClientOptions()
            .setFollowRedirects(false)
            .setConnectTimeout((int) timeout.toMillis())
            .setUserAgent("Fieldcare"));
  }
}

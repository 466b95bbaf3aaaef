package dev.fieldcare.simulator.update.online;

import dev.fieldcare.simulator.update.Offer;
import dev.fieldcare.simulator.update.trust.FullVerification.Route;

/** The two repositories a device was told of, opened. */
public final class Offers {
  private Offers() {}

  public static Offer of(HttpRepository http, UpdateAgent.Source source) {
    return new Offer(
        Route.ONLINE,
        http.metadata(source.director()),
        http.metadata(source.image().resolve("metadata/")),
        http.targets(source.image()),
        null);
  }

  public static Offer of(BlockRepository blocks, UpdateAgent.Source source) {
    return new Offer(
        Route.ONLINE,
        blocks.metadata(source.director()),
        blocks.metadata(source.image().resolve("metadata/")),
        blocks.targets(source.image()),
        null);
  }
}

package dev.fieldcare;

import static dev.fieldcare.Running.await;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.firmware.Director;
import dev.fieldcare.firmware.ImageRepository;
import dev.fieldcare.firmware.Images;
import dev.fieldcare.firmware.Releases;
import dev.fieldcare.firmware.Repositories;
import dev.fieldcare.firmware.ServerKeys;
import dev.fieldcare.firmware.Uploads;
import dev.fieldcare.firmware.carried.Packages;
import dev.fieldcare.firmware.delta.Deltas;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;

/** Where firmware is kept: images, releases, and the two repositories that vouch for them. */
final class Depot {
  private static final Duration ABANDONED = Duration.ofDays(7);

  private final Images images;
  private final Uploads uploads;
  private final Releases releases;
  private final Repositories repositories;
  private final Deltas deltas;
  private final Packages packages;

  /** Blocks until everything is read and the repositories are signed. */
  Depot(Vertx vertx, Database database, Journal journal, Clock clock, Settings settings) {
    var directory = settings.firmwareDirectory();
    ServerKeys keys =
        settings
            .firmwareKeys()
            .map(folder -> ServerKeys.configured(folder, settings.firmwareKeysPassword()))
            .orElseGet(
                () ->
                    ServerKeys.development(
                        settings.dataDirectory().resolve("keys"), directory, clock));
    repositories = new Repositories(directory, keys, settings.expiries(), clock);
    repositories.refresh();
    images = new Images(vertx, database, journal, clock, directory, settings.imageCheck());
    await(images.load());
    uploads = new Uploads(vertx, database, clock, images, settings.maxImageSize());
    releases = new Releases(vertx, database, journal, clock, images, repositories.image());
    await(releases.load());
    deltas =
        new Deltas(vertx, images, releases, repositories.image(), directory.resolve("uploads"));
    deltas.start();
    packages =
        new Packages(
            vertx,
            images,
            releases,
            repositories.image(),
            repositories.director(),
            settings.duration("firmware.expiry.package"),
            clock);
  }

  Deltas deltas() {
    return deltas;
  }

  Packages packages() {
    return packages;
  }

  Images images() {
    return images;
  }

  Uploads uploads() {
    return uploads;
  }

  Repositories repositories() {
    return repositories;
  }

  Releases releases() {
    return releases;
  }

  ImageRepository imageRepository() {
    return repositories.image();
  }

  Director director() {
    return repositories.director();
  }

  /** Renews what is about to expire, and gives up what nobody went on with. Blocks. */
  void refresh() {
    repositories.refresh();
    await(uploads.discardOlderThan(ABANDONED));
  }
}

package dev.fieldcare.api;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.firmware.Expiries;
import dev.fieldcare.firmware.Images;
import dev.fieldcare.firmware.Releases;
import dev.fieldcare.firmware.Repositories;
import dev.fieldcare.firmware.ServerKeys;
import dev.fieldcare.firmware.carried.Packages;
import dev.fieldcare.firmware.formats.ImageCheck;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** Firmware for the API's tests: a folder that goes with the machine's temporary files. */
final class TestDepot {
  final Path directory;
  final Images images;
  final Releases releases;
  final Packages packages;

  TestDepot(Vertx vertx, Database database, Journal journal, Clock clock) {
    try {
      directory = Files.createTempDirectory("fieldcare-depot-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Path firmware = directory.resolve("firmware-repo");
    ServerKeys keys = ServerKeys.development(directory.resolve("keys"), firmware, clock);
    var repositories = new Repositories(firmware, keys, Expiries.DEFAULT, clock);
    repositories.refresh();
    images = new Images(vertx, database, journal, clock, firmware, ImageCheck.withoutSigners());
    Await.get(images.load());
    releases = new Releases(vertx, database, journal, clock, images, repositories.image());
    Await.get(releases.load());
    packages =
        new Packages(
            vertx,
            images,
            releases,
            repositories.image(),
            repositories.director(),
            Duration.ofDays(30),
            clock);
  }
}

package dev.fieldcare.firmware;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.MovableClock;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.base.TestDatabase;
import dev.fieldcare.firmware.formats.ImageCheck;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Images, releases and both repositories in a folder of their own, on a real database. */
public final class Workshop implements AutoCloseable {
  public static final Instant NOW = Instant.parse("2026-11-22T08:15:00Z");

  public final Vertx vertx;
  public final MovableClock clock;
  public final Database database;
  public final PgJournal journal;
  public final Path directory;
  public final Path firmware;
  public final ServerKeys keys;
  public Repositories repositories;
  public Images images;
  public Releases releases;
  private final ImageCheck check = ImageCheck.withoutSigners();
  private int uploads;

  /** With development keys. */
  public Workshop(Path directory) {
    this(directory, null, new MovableClock(NOW));
  }

  /** With keys that somebody made; null: development keys. */
  public Workshop(Path directory, @Nullable Path keys, MovableClock clock) {
    this(Vertx.vertx(), null, directory, keys, clock);
  }

  private Workshop(
      Vertx vertx,
      @Nullable Database database,
      Path directory,
      @Nullable Path keys,
      MovableClock clock) {
    this.vertx = vertx;
    this.clock = clock;
    this.database = database == null ? TestDatabase.open(vertx) : database;
    this.journal = new PgJournal(clock);
    this.directory = directory;
    this.firmware = directory.resolve("firmware-repo");
    this.keys =
        keys == null
            ? ServerKeys.development(directory.resolve("keys"), firmware, clock)
            : ServerKeys.configured(keys, null);
    this.repositories = new Repositories(firmware, this.keys, Expiries.DEFAULT, clock);
    this.images = new Images(vertx, this.database, journal, clock, firmware, check);
    this.releases =
        new Releases(vertx, this.database, journal, clock, images, repositories.image());
    load();
  }

  /** In somebody else's database, with development keys in a temporary folder. */
  public static Workshop on(Vertx vertx, Database database, MovableClock clock) {
    try {
      return new Workshop(vertx, database, Files.createTempDirectory("workshop"), null, clock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void load() {
    repositories.refresh();
    Await.get(images.load());
    Await.get(releases.load());
  }

  /** What a new start of the server would know. */
  public void reopen() {
    repositories = new Repositories(firmware, keys, Expiries.DEFAULT, clock);
    images = new Images(vertx, database, journal, clock, firmware, check);
    releases = new Releases(vertx, database, journal, clock, images, repositories.image());
    load();
  }

  public Image image(String filename, byte[] bytes) {
    try {
      Path file = Files.write(directory.resolve("upload-" + ++uploads), bytes);
      return Await.get(images.adopt(file, filename, null, "user:test"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Release draft(String model, String version, byte[] bytes) {
    Image image = image("image.bin", bytes);
    return Await.get(releases.create(ReleaseDraft.of(model, version, image.sha256()), "user:test"));
  }

  public Release published(String model, String version, byte[] bytes) {
    Release release = draft(model, version, bytes);
    return Await.get(releases.transition(release.id(), ReleaseState.PUBLISHED, "user:test"));
  }

  @Override
  public void close() {
    database.close();
    Await.get(vertx.close());
  }
}

package dev.fieldcare.firmware;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.formats.ImageCheck;
import dev.fieldcare.firmware.formats.ImageFormat;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All images: their bytes as files named by their hash, what is known of them as a table. An image
 * is never changed; the same bytes uploaded again are the same image; one whose own signature is
 * bad does not come in. Look-ups are immediate and thread-safe.
 */
public final class Images {
  /** A name that is fit to be part of a target's path, a URL and a file name. */
  static final Pattern FILENAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,127}");

  private final Vertx vertx;
  private final Database database;
  private final Journal journal;
  private final Clock clock;
  private final Path incoming;
  private final ImageFiles files;
  private final ImageCheck check;
  private final Map<String, Image> known = new ConcurrentHashMap<>();

  /**
   * @param directory {@code firmware.dir}
   * @param check what an image must stand before it comes in
   */
  public Images(
      Vertx vertx,
      Database database,
      Journal journal,
      Clock clock,
      Path directory,
      ImageCheck check) {
    this.vertx = vertx;
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    this.incoming = directory.resolve("uploads");
    this.check = check;
    this.files = new ImageFiles(directory.resolve("targets"));
  }

  /** Reads what there is. */
  public Future<Void> load() {
    return database
        .pool()
        .query("SELECT * FROM firmware_images")
        .execute()
        .map(
            rows -> {
              rows.forEach(row -> known.put(row.getString("sha256"), image(row)));
              return null;
            });
  }

  static Image image(Row row) {
    return new Image(
        row.getString("sha256"),
        row.getString("sha1"),
        row.getString("md5"),
        row.getLong("size"),
        row.getString("filename"));
  }

  public Optional<Image> find(String sha256) {
    return Optional.ofNullable(known.get(sha256));
  }

  /**
   * @throws Problem {@code image.unknown}
   */
  public Image get(String sha256) {
    return find(sha256)
        .orElseThrow(
            () -> Problem.notFound("image.unknown", "there is no image with SHA-256 " + sha256));
  }

  /** Succeeds when the bytes are durable and known by their hash. */
  public Future<Image> store(ReadStream<Buffer> bytes, String filename, String by) {
    checkFilename(filename);
    bytes.pause();
    Path file = incoming.resolve(UUID.randomUUID() + ".stream");
    return vertx
        .fileSystem()
        .mkdirs(incoming.toString())
        .compose(made -> vertx.fileSystem().open(file.toString(), new OpenOptions()))
        .compose(bytes::pipeTo)
        .compose(written -> adopt(file, filename, null, by))
        .onFailure(failure -> vertx.fileSystem().delete(file.toString()));
  }

  /**
   * Takes a file over as an image: it is moved, and durable on success.
   *
   * @param expected the SHA-256 it must have; null for any
   * @return fails with {@code image.hash}, {@code image.signature} or {@code image.cpio}
   */
  public Future<Image> adopt(Path file, String filename, @Nullable String expected, String by) {
    checkFilename(filename);
    return vertx
        .executeBlocking(() -> take(file, filename, expected), false)
        .compose(digests -> record(digests, filename, by));
  }

  private Digests take(Path file, String filename, @Nullable String expected) {
    try {
      Digests digests = Digests.of(file);
      if (expected != null && !expected.equals(digests.sha256())) {
        throw Problem.badInput(
            "image.hash",
            "the image: expected SHA-256 " + expected + ", found " + digests.sha256());
      }
      check.examine(file, filename);
      files.adopt(file, digests);
      return digests;
    } catch (IOException e) {
      throw Problem.unavailable("image.file", file + ": " + e, e);
    }
  }

  private Future<Image> record(Digests digests, String filename, String by) {
    return database
        .transaction(
            transaction ->
                transaction
                    .preparedQuery(
                        "INSERT INTO firmware_images VALUES ($1, $2, $3, $4, $5, $6, $7)"
                            + " ON CONFLICT DO NOTHING RETURNING *")
                    .execute(
                        Tuple.of(
                            digests.sha256(),
                            digests.sha1(),
                            digests.md5(),
                            digests.size(),
                            filename,
                            clock.instant().atOffset(ZoneOffset.UTC),
                            by))
                    .compose(
                        rows -> {
                          if (!rows.iterator().hasNext()) {
                            return Future.succeededFuture(Optional.<Image>empty());
                          }
                          Image image = image(rows.iterator().next());
                          return journal
                              .append(transaction, uploaded(image, by))
                              .map(Optional.of(image));
                        }))
        .compose(
            added -> added.map(Future::succeededFuture).orElseGet(() -> read(digests.sha256())))
        .onSuccess(image -> known.put(image.sha256(), image));
  }

  private static Journal.Entry uploaded(Image image, String by) {
    return new Journal.Entry(
        by,
        "image:" + image.sha256(),
        "image.uploaded",
        new JsonObject().put("size", image.size()).put("filename", image.filename()));
  }

  private Future<Image> read(String sha256) {
    return database
        .pool()
        .preparedQuery("SELECT * FROM firmware_images WHERE sha256 = $1")
        .execute(Tuple.of(sha256))
        .map(rows -> image(rows.iterator().next()));
  }

  /** What the image is by its bytes. */
  Future<ImageFormat> format(Image image) {
    return open(image).compose(file -> vertx.executeBlocking(() -> ImageFormat.of(file), false));
  }

  /**
   * The image's file, checked to be what was uploaded. May block for as long as hashing takes when
   * it was not given out before, or was touched since.
   *
   * @throws Problem {@code image.altered}, {@code image.missing}
   */
  public Path file(Image image) {
    return files.open(image);
  }

  /** The same without blocking. */
  public Future<Path> open(Image image) {
    return files.isSealed(image)
        ? Future.succeededFuture(files.path(image.sha256()))
        : vertx.executeBlocking(() -> files.open(image), false);
  }

  static void checkFilename(String filename) {
    if (!FILENAME.matcher(filename).matches()) {
      throw Problem.badInput(
          "image.filename",
          "filename: expected letters, digits and . _ + -, at most 128, found " + filename);
    }
  }

  /** Makes the folder in which uploads grow. Blocks. */
  Path incoming() throws IOException {
    return Files.createDirectories(incoming);
  }
}

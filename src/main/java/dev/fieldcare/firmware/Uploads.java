package dev.fieldcare.firmware;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.streams.ReadStream;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Images on their way in, which may be interrupted and gone on with, also after a restart: what has
 * arrived is a file that grows, and its length is where to go on.
 */
public final class Uploads {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Set<String> WRONG = Set.of("image.hash", "image.signature", "image.cpio");
  private static final int MOST = 50;

  /**
   * @param size bytes there will be
   * @param offset bytes that have arrived
   */
  public record Upload(String id, String filename, long size, String sha256, long offset) {}

  private final Vertx vertx;
  private final Database database;
  private final Clock clock;
  private final Images images;
  private final long maxSize;
  private final Set<String> busy = ConcurrentHashMap.newKeySet();

  public Uploads(Vertx vertx, Database database, Clock clock, Images images, long maxSize) {
    this.vertx = vertx;
    this.database = database;
    this.clock = clock;
    this.images = images;
    this.maxSize = maxSize;
  }

  /**
   * Announces an image. What the same caller announced before and did not complete is gone on with,
   * so that nobody has to remember a number to resume.
   *
   * @param sha256 what its bytes must come to
   */
  public Future<Upload> begin(String filename, long size, String sha256, String by) {
    Images.checkFilename(filename);
    if (size < 1 || size > maxSize) {
      throw new Problem(
          size > maxSize ? Problem.Kind.TOO_LARGE : Problem.Kind.BAD_INPUT,
          "upload.size",
          "size: expected 1 to " + maxSize + " bytes (firmware.maxImageSize), found " + size);
    }
    if (!SHA256.matcher(sha256).matches()) {
      throw Problem.badInput("upload.sha256", "sha256: expected 64 hex digits, found " + sha256);
    }
    return database
        .pool()
        .preparedQuery(
            "SELECT * FROM firmware_uploads WHERE created_by = $1 AND filename = $2 AND size = $3"
                + " AND sha256 = $4 ORDER BY created_at LIMIT 1")
        .execute(Tuple.of(by, filename, size, sha256))
        .compose(
            rows ->
                rows.iterator().hasNext()
                    ? standing(rows.iterator().next())
                    : announce(filename, size, sha256, by));
  }

  private Future<Upload> announce(String filename, long size, String sha256, String by) {
    String id = UUID.randomUUID().toString();
    return database
        .pool()
        .preparedQuery(
            "INSERT INTO firmware_uploads SELECT $1, $2, $3, $4, $5, $6"
                + " WHERE (SELECT count(*) FROM firmware_uploads) < $7")
        .execute(
            Tuple.of(
                id, filename, size, sha256, by, clock.instant().atOffset(ZoneOffset.UTC), MOST))
        .map(
            rows -> {
              if (rows.rowCount() == 0) {
                throw Problem.conflict(
                    "upload.many", "expected at most " + MOST + " uploads that are not complete");
              }
              return new Upload(id, filename, size, sha256, 0);
            });
  }

  /** Where the upload stands; fails with {@code upload.unknown}, also when it is complete. */
  public Future<Upload> get(String id) {
    return database
        .pool()
        .preparedQuery("SELECT * FROM firmware_uploads WHERE id = $1")
        .execute(Tuple.of(id))
        .compose(
            rows -> {
              if (!rows.iterator().hasNext()) {
                throw Problem.notFound("upload.unknown", "there is no upload " + id);
              }
              return standing(rows.iterator().next());
            });
  }

  private Future<Upload> standing(Row row) {
    return vertx.executeBlocking(() -> upload(row));
  }

  private Upload upload(Row row) throws IOException {
    Path file = file(row.getString("id"));
    return new Upload(
        row.getString("id"),
        row.getString("filename"),
        row.getLong("size"),
        row.getString("sha256"),
        Files.exists(file) ? Files.size(file) : 0);
  }

  private Path file(String id) throws IOException {
    return images.incoming().resolve(id + ".part");
  }

  /**
   * Adds bytes at the offset, which must be where the upload stands. What has arrived stays, also
   * when the sender is cut off; the stream must be paused.
   */
  public Future<Upload> append(String id, long offset, ReadStream<Buffer> bytes) {
    if (!busy.add(id)) {
      return Future.failedFuture(
          Problem.conflict("upload.busy", "upload " + id + ": somebody else sends bytes of it"));
    }
    return get(id)
        .compose(upload -> append(upload, offset, bytes))
        .eventually(
            () -> {
              busy.remove(id);
              return Future.succeededFuture();
            })
        .compose(written -> get(id));
  }

  private Future<Void> append(Upload upload, long offset, ReadStream<Buffer> bytes) {
    if (offset != upload.offset()) {
      throw Problem.conflict(
          "upload.offset",
          "offset: expected " + upload.offset() + ", where the upload stands, found " + offset);
    }
    return vertx
        .executeBlocking(() -> file(upload.id()).toString())
        .compose(file -> vertx.fileSystem().open(file, new OpenOptions()))
        .compose(file -> Inflow.pour(bytes, file, offset, upload.size()).eventually(file::close));
  }

  /** Succeeds with the image when every byte is there and they come to the announced hash. */
  public Future<Image> complete(String id, String by) {
    return get(id)
        .compose(
            upload -> {
              if (upload.offset() != upload.size()) {
                throw Problem.conflict(
                    "upload.incomplete",
                    "upload "
                        + id
                        + ": expected "
                        + upload.size()
                        + " bytes, found "
                        + upload.offset());
              }
              return vertx
                  .executeBlocking(() -> file(id))
                  .compose(file -> images.adopt(file, upload.filename(), upload.sha256(), by))
                  .recover(failure -> discardWrong(id, failure));
            })
        .compose(image -> forget(id).map(image));
  }

  /** Bytes that are wrong are wrong for ever: the upload must begin again. */
  private Future<Image> discardWrong(String id, Throwable failure) {
    boolean isWrong = failure instanceof Problem problem && WRONG.contains(problem.code());
    return (isWrong ? discard(id) : Future.<Void>succeededFuture())
        .compose(any -> Future.failedFuture(failure));
  }

  /** Gives the upload up. */
  public Future<Void> discard(String id) {
    return vertx
        .executeBlocking(() -> Files.deleteIfExists(file(id)))
        .compose(deleted -> forget(id));
  }

  private Future<Void> forget(String id) {
    return database
        .pool()
        .preparedQuery("DELETE FROM firmware_uploads WHERE id = $1")
        .execute(Tuple.of(id))
        .mapEmpty();
  }

  /** Gives up what nobody has completed for that long. */
  public Future<Void> discardOlderThan(Duration age) {
    return database
        .pool()
        .preparedQuery("SELECT id FROM firmware_uploads WHERE created_at < $1")
        .execute(Tuple.of(clock.instant().minus(age).atOffset(ZoneOffset.UTC)))
        .compose(
            rows -> {
              Future<Void> all = Future.succeededFuture();
              for (Row row : rows) {
                all = all.compose(before -> discard(row.getString("id")));
              }
              return all;
            });
  }
}

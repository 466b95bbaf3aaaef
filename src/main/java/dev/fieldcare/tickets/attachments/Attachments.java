package dev.fieldcare.tickets.attachments;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Files on tickets and the like. The journal keeps their hashes, not their names, which may be
 * people's: so they can be erased and the chain still holds.
 */
public final class Attachments {
  private static final int MOST = 200;
  private static final int LONGEST_NAME = 120;

  /**
   * @param directory where contents lie
   * @param maxSize bytes a file may have
   */
  public record Limits(Path directory, int maxSize, Scanner scanner) {}

  private final Vertx vertx;
  private final Database database;
  private final Journal journal;
  private final Clock clock;
  private final Limits limits;
  private final Vault vault;

  public Attachments(Vertx vertx, Database database, Journal journal, Clock clock, Limits limits) {
    this.vertx = vertx;
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    this.limits = limits;
    this.vault = new Vault(limits.directory());
  }

  /**
   * Keeps a file. Fails with {@code attachment.empty}, {@code attachment.size}, {@code
   * attachment.type}, {@code attachment.many}, and as the {@link Scanner} says.
   */
  public Future<Attachment> add(
      String subject, String name, byte[] bytes, boolean internal, String actor) {
    FileKind kind = admitted(bytes);
    return vertx
        .executeBlocking(() -> vault.keep(bytes, limits.scanner()), false)
        .compose(
            sha256 ->
                database.transaction(
                    sql ->
                        alone(sql, sha256)
                            .compose(alone -> mustHaveRoom(sql, subject))
                            .compose(room -> held(sha256, bytes))
                            .compose(
                                held ->
                                    insert(
                                        sql,
                                        Tuple.of(
                                            subject,
                                            sha256,
                                            bytes.length,
                                            kind.type(),
                                            plain(name),
                                            internal),
                                        actor))
                            .compose(made -> journalled(sql, made, "attachment.added", actor))));
  }

  private FileKind admitted(byte[] bytes) {
    if (bytes.length == 0) {
      throw Problem.badInput("attachment.empty", "expected a file, found nothing");
    }
    if (bytes.length > limits.maxSize()) {
      throw Problem.badInput(
          "attachment.size",
          "expected a file of at most %,d bytes (attachments.maxSize), found %,d"
              .formatted(limits.maxSize(), bytes.length));
    }
    return FileKind.of(bytes)
        .orElseThrow(
            () ->
                Problem.badInput(
                    "attachment.type",
                    "expected a picture (PNG, JPEG, GIF, WebP, HEIC), an MP4, a PDF or plain text,"
                        + " found something else"));
  }

  /** A file's own name, without folders and whatever does not belong into one. */
  private static String plain(String name) {
    String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    String clean = last.replaceAll("[\\p{Cntrl}\"<>|:*?]", "_").strip();
    String some = clean.isEmpty() ? "file" : clean;
    return some.length() <= LONGEST_NAME ? some : some.substring(some.length() - LONGEST_NAME);
  }

  /** Whoever adds or erases this content does so alone, until the transaction ends. */
  private static Future<Void> alone(SqlConnection sql, String sha256) {
    return sql.preparedQuery("SELECT pg_advisory_xact_lock(4668, hashtext($1))")
        .execute(Tuple.of(sha256))
        .mapEmpty();
  }

  /** It may have been erased from something else since it was put there. */
  private Future<Void> held(String sha256, byte[] bytes) {
    return vertx
        .executeBlocking(
            () -> {
              vault.mustHold(sha256, bytes);
              return true;
            },
            false)
        .mapEmpty();
  }

  private static Future<Void> mustHaveRoom(SqlConnection sql, String subject) {
    return sql.preparedQuery("SELECT count(*)::int FROM attachments WHERE subject = $1")
        .execute(Tuple.of(subject))
        .compose(
            rows ->
                rows.iterator().next().getInteger(0) < MOST
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        Problem.conflict(
                            "attachment.many",
                            subject + " has " + MOST + " files already, and no room for more")));
  }

  private Future<Attachment> insert(SqlConnection sql, Tuple values, String actor) {
    return sql.preparedQuery(
            "INSERT INTO attachments (subject, sha256, bytes, type, name, internal, added_by,"
                + " added_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING *")
        .execute(values.addString(actor).addOffsetDateTime(now()))
        .map(rows -> read(rows.iterator().next()));
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  private Future<Attachment> journalled(
      SqlConnection sql, Attachment it, String type, String actor) {
    var said =
        new JsonObject()
            .put("attachment", Long.toString(it.id()))
            .put("sha256", it.sha256())
            .put("bytes", it.bytes())
            .put("type", it.type());
    return journal.append(sql, new Journal.Entry(actor, it.subject(), type, said)).map(it);
  }

  /** In the order they came. */
  public Future<List<Attachment>> of(String subject) {
    return database
        .pool()
        .preparedQuery("SELECT * FROM attachments WHERE subject = $1 ORDER BY id")
        .execute(Tuple.of(subject))
        .map(
            rows -> {
              var found = new ArrayList<Attachment>();
              rows.forEach(row -> found.add(read(row)));
              return found;
            });
  }

  /** Fails with {@code attachment.unknown}. */
  public Future<Attachment> get(long id) {
    return database
        .pool()
        .preparedQuery("SELECT * FROM attachments WHERE id = $1")
        .execute(Tuple.of(id))
        .compose(
            rows ->
                rows.size() == 0
                    ? Future.failedFuture(unknown(id))
                    : Future.succeededFuture(read(rows.iterator().next())));
  }

  public static Problem unknown(long id) {
    return Problem.notFound("attachment.unknown", "there is no attachment " + id);
  }

  /** What it holds; fails with {@code attachment.erased} when that was taken away. */
  public Future<byte[]> content(Attachment it) {
    if (it.erasedAt() != null) {
      return Future.failedFuture(
          Problem.notFound("attachment.erased", "attachment " + it.id() + " was erased"));
    }
    return vertx.executeBlocking(() -> vault.read(it.sha256()), false);
  }

  /**
   * Takes its content and name away for good; that there was one stays on record, with its hash.
   * The same content on something else stays there.
   */
  public Future<Attachment> erase(long id, String reason, String actor) {
    return get(id)
        .compose(
            known ->
                database.transaction(
                    sql ->
                        alone(sql, known.sha256())
                            .compose(alone -> blanked(sql, id))
                            .compose(it -> erased(sql, it, reason, actor))
                            .compose(it -> forgotten(sql, it).map(it))));
  }

  private Future<Attachment> blanked(SqlConnection sql, long id) {
    return sql.preparedQuery(
            "UPDATE attachments SET name = NULL, erased_at = $2"
                + " WHERE id = $1 AND erased_at IS NULL RETURNING *")
        .execute(Tuple.of(id, now()))
        .compose(
            rows ->
                rows.size() == 0
                    ? Future.failedFuture(unknown(id))
                    : Future.succeededFuture(read(rows.iterator().next())));
  }

  private Future<Attachment> erased(SqlConnection sql, Attachment it, String reason, String actor) {
    var said =
        new JsonObject()
            .put("attachment", Long.toString(it.id()))
            .put("sha256", it.sha256())
            .put("reason", reason);
    return journal
        .append(sql, new Journal.Entry(actor, it.subject(), "attachment.erased", said))
        .map(it);
  }

  /** Its file goes unless something else has the same content. */
  private Future<Void> forgotten(SqlConnection sql, Attachment it) {
    return sql.preparedQuery(
            "SELECT EXISTS (SELECT FROM attachments WHERE sha256 = $1 AND erased_at IS NULL)")
        .execute(Tuple.of(it.sha256()))
        .compose(
            rows ->
                vertx.executeBlocking(
                    () -> {
                      if (!rows.iterator().next().getBoolean(0)) {
                        vault.forget(it.sha256());
                      }
                      return true;
                    },
                    false))
        .mapEmpty();
  }

  private static Attachment read(Row row) {
    OffsetDateTime erased = row.getOffsetDateTime("erased_at");
    return new Attachment(
        row.getLong("id"),
        row.getString("subject"),
        row.getString("sha256"),
        row.getInteger("bytes"),
        row.getString("type"),
        row.getString("name"),
        row.getBoolean("internal"),
        row.getString("added_by"),
        row.getOffsetDateTime("added_at").toInstant(),
        erased == null ? null : erased.toInstant());
  }
}

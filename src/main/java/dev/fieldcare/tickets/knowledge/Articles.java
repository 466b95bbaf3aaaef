package dev.fieldcare.tickets.knowledge;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The knowledge base. Each change is a version of its own, and journalled. */
public final class Articles {
  private static final int OFFERED = 5;

  private static final String INSERT =
      """
      INSERT INTO articles (symptom, model, firmware_from, firmware_to, title_en, body_en, title_zh,
        body_zh, for_customers, state, source, version, changed_by, changed_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
      ON CONFLICT (source) WHERE source IS NOT NULL DO NOTHING RETURNING *
      """;

  private static final String UPDATE =
      """
      UPDATE articles SET symptom = $1, model = $2, firmware_from = $3, firmware_to = $4,
        title_en = $5, body_en = $6, title_zh = $7, body_zh = $8, for_customers = $9, state = $10,
        source = $11, version = $12, changed_by = $13, changed_at = $14
      WHERE id = $15 RETURNING *
      """;

  /** The nearest first: of the symptom, of the model, the newest. */
  private static final String FITTING =
      """
      SELECT * FROM articles
      WHERE state = 'PUBLISHED' AND (symptom = $1 OR (symptom IS NULL AND model = $2))
        AND (model IS NULL OR model = $2) AND (for_customers OR NOT $3)
        AND (firmware_from IS NULL OR $4::text IS NULL
          OR version_order(firmware_from) <= version_order($4))
        AND (firmware_to IS NULL OR $4::text IS NULL
          OR version_order($4) <= version_order(firmware_to))
      ORDER BY (symptom IS NOT NULL)::int + (model IS NOT NULL)::int DESC, changed_at DESC LIMIT $5
      """;

  private static final String LIST =
      """
      SELECT * FROM articles
      WHERE ($1::text IS NULL OR symptom = $1) AND ($2::text IS NULL OR model = $2)
        AND ($3::text IS NULL OR state = $3) AND (NOT $4 OR (for_customers AND state = 'PUBLISHED'))
        AND ($5::text IS NULL OR strpos(
          lower(concat_ws(' ', title_en, title_zh, body_en, body_zh, symptom, source)), $5) > 0)
        AND id < $6
      ORDER BY id DESC LIMIT $7
      """;

  private final Database database;
  private final Journal journal;
  private final Clock clock;

  public Articles(Database database, Journal journal, Clock clock) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
  }

  /**
   * Which to list; what is null does not matter.
   *
   * @param text is found in title, body, symptom or source, whatever its case
   * @param customersOnly whether only what customers may read
   */
  public record Filter(
      @Nullable String symptom,
      @Nullable String model,
      Article.@Nullable State state,
      @Nullable String text,
      boolean customersOnly) {}

  public Future<Page<Article>> list(Filter filter, int limit, @Nullable Long after) {
    return database
        .pool()
        .preparedQuery(LIST)
        .execute(
            Tuple.of(
                filter.symptom(),
                filter.model(),
                filter.state() == null ? null : filter.state().name(),
                filter.customersOnly(),
                filter.text() == null ? null : filter.text().toLowerCase(java.util.Locale.ROOT),
                after == null ? Long.MAX_VALUE : after,
                limit + 1))
        .map(
            rows -> {
              var found = new ArrayList<Article>();
              rows.forEach(row -> found.add(read(row)));
              return Page.of(found, limit, each -> Long.toString(each.id()));
            });
  }

  /** Fails with {@code article.unknown}. */
  public Future<Article> get(long id) {
    return database
        .pool()
        .preparedQuery("SELECT * FROM articles WHERE id = $1")
        .execute(Tuple.of(id))
        .map(rows -> rows.size() == 0 ? null : read(rows.iterator().next()))
        .compose(
            found ->
                found == null ? Future.failedFuture(unknown(id)) : Future.succeededFuture(found));
  }

  public static Problem unknown(long id) {
    return Problem.notFound("article.unknown", "there is no article " + id);
  }

  /** The few that fit a fault best, the nearest first. */
  public Future<List<Article>> fitting(
      @Nullable String symptom,
      @Nullable String model,
      @Nullable String firmware,
      boolean customersOnly) {
    return database
        .pool()
        .preparedQuery(FITTING)
        .execute(Tuple.of(symptom, model, customersOnly, firmware, OFFERED))
        .map(
            rows -> {
              var found = new ArrayList<Article>();
              rows.forEach(row -> found.add(read(row)));
              return found;
            });
  }

  /** A draft; of one ticket only one is learnt, else it fails with {@code article.known}. */
  public Future<Article> add(Article.Content content, @Nullable String source, String actor) {
    return database.transaction(
        sql ->
            write(sql, INSERT, content, Article.State.DRAFT, source, 1, actor, null)
                .compose(
                    made ->
                        made == null
                            ? Future.failedFuture(
                                Problem.conflict(
                                    "article.known",
                                    "there is an article already that was learnt from " + source))
                            : keep(sql, made, "article.added", actor)));
  }

  /**
   * Changes what it says. Fails with {@code article.changed} when it is not the version the writer
   * read, with {@code article.languages} when it is published and would lack a language.
   */
  public Future<Article> edit(long id, int version, Article.Content content, String actor) {
    return change(
        id,
        "article.changed",
        actor,
        known -> {
          if (known.version() != version) {
            throw Problem.conflict(
                "article.changed",
                "article %d: expected version %d, found %d of %s"
                    .formatted(id, version, known.version(), known.changedBy()));
          }
          if (known.state() == Article.State.PUBLISHED) {
            content.mustBeWhole();
          }
          return new Step(content, known.state());
        });
  }

  /** Fails with {@code article.transition} or {@code article.languages}. */
  public Future<Article> move(long id, Article.State to, String actor) {
    return change(
        id,
        "article." + to.name().toLowerCase(java.util.Locale.ROOT),
        actor,
        known -> {
          if (!known.state().mayBecome(to)) {
            throw Problem.conflict(
                "article.transition",
                "article %d is %s and cannot become %s".formatted(id, known.state(), to));
          }
          if (to == Article.State.PUBLISHED) {
            known.content().mustBeWhole();
          }
          return new Step(known.content(), to);
        });
  }

  private record Step(Article.Content content, Article.State state) {}

  private interface Change {
    Step of(Article known);
  }

  private Future<Article> change(long id, String type, String actor, Change change) {
    return database.transaction(
        sql ->
            sql.preparedQuery("SELECT * FROM articles WHERE id = $1 FOR UPDATE")
                .execute(Tuple.of(id))
                .compose(
                    rows -> {
                      if (rows.size() == 0) {
                        return Future.failedFuture(unknown(id));
                      }
                      Article known = read(rows.iterator().next());
                      Step step = change.of(known);
                      return write(
                          sql,
                          UPDATE,
                          step.content(),
                          step.state(),
                          known.source(),
                          known.version() + 1,
                          actor,
                          id);
                    })
                .compose(
                    changed ->
                        changed == null
                            ? Future.failedFuture(unknown(id))
                            : keep(sql, changed, type, actor)));
  }

  private Future<@Nullable Article> write(
      SqlConnection sql,
      String statement,
      Article.Content it,
      Article.State state,
      @Nullable String source,
      int version,
      String actor,
      @Nullable Long id) {
    Tuple values =
        Tuple.of(it.symptom(), it.model(), it.firmwareFrom(), it.firmwareTo())
            .addString(it.en().title())
            .addString(it.en().body())
            .addString(it.zh().title())
            .addString(it.zh().body())
            .addBoolean(it.forCustomers())
            .addString(state.name())
            .addString(source)
            .addInteger(version)
            .addString(actor)
            .addOffsetDateTime(clock.instant().atOffset(ZoneOffset.UTC));
    if (id != null) {
      values.addLong(id);
    }
    return sql.preparedQuery(statement)
        .execute(values)
        .map(rows -> rows.size() == 0 ? null : read(rows.iterator().next()));
  }

  private Future<Article> keep(SqlConnection sql, Article it, String type, String actor) {
    JsonObject said = it.content().json().put("state", it.state().name());
    return sql.preparedQuery(
            "INSERT INTO article_versions (article, version, content, by_whom, at)"
                + " VALUES ($1, $2, $3, $4, $5)")
        .execute(
            Tuple.of(
                it.id(),
                it.version(),
                said,
                it.changedBy(),
                it.changedAt().atOffset(ZoneOffset.UTC)))
        .compose(
            done ->
                journal.append(
                    sql,
                    new Journal.Entry(
                        actor,
                        "article:" + it.id(),
                        type,
                        new JsonObject()
                            .put("version", it.version())
                            .put("state", it.state().name())
                            .put("symptom", it.content().symptom())
                            .put("model", it.content().model())
                            .put("source", it.source()))))
        .map(it);
  }

  /** What it said in each version, the newest first. */
  public Future<List<JsonObject>> versions(long id) {
    return database
        .pool()
        .preparedQuery(
            "SELECT version, content, by_whom, at FROM article_versions WHERE article = $1"
                + " ORDER BY version DESC")
        .execute(Tuple.of(id))
        .map(
            rows -> {
              var found = new ArrayList<JsonObject>();
              rows.forEach(
                  row ->
                      found.add(
                          row.getJsonObject("content")
                              .put("version", row.getInteger("version"))
                              .put("changedBy", row.getString("by_whom"))
                              .put(
                                  "changedAt",
                                  row.getOffsetDateTime("at").toInstant().toString())));
              return found;
            });
  }

  private static Article read(Row row) {
    return new Article(
        row.getLong("id"),
        Article.State.valueOf(row.getString("state")),
        new Article.Content(
            row.getString("symptom"),
            row.getString("model"),
            row.getString("firmware_from"),
            row.getString("firmware_to"),
            new Article.Text(row.getString("title_en"), row.getString("body_en")),
            new Article.Text(row.getString("title_zh"), row.getString("body_zh")),
            row.getBoolean("for_customers")),
        row.getString("source"),
        row.getInteger("version"),
        row.getString("changed_by"),
        row.getOffsetDateTime("changed_at").toInstant());
  }
}

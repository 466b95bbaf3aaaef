package dev.fieldcare.firmware;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fieldcare.firmware.tuf.Metadata;
import dev.fieldcare.firmware.tuf.TufJson;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Releases, their extra targets and what is to be signed for them, as tables. */
final class PgReleases {
  /** A release with what of its fixes was withdrawn. */
  private static final String COLUMNS =
      """
      *, array(SELECT j.symptom FROM judged_fixes j
        WHERE j.release = releases.id AND NOT j.holds ORDER BY j.symptom) AS withdrawn_fixes\
      """;

  private PgReleases() {}

  static Future<List<Release>> all(SqlClient client, Function<String, Image> images) {
    return client
        .query("SELECT " + COLUMNS + " FROM releases ORDER BY id")
        .execute()
        .map(
            rows -> {
              var all = new ArrayList<Release>();
              rows.forEach(row -> all.add(release(row, images)));
              return all;
            });
  }

  static Future<Optional<Release>> find(SqlClient client, long id, Function<String, Image> images) {
    return client
        .preparedQuery("SELECT " + COLUMNS + " FROM releases WHERE id = $1")
        .execute(Tuple.of(id))
        .map(rows -> rows.stream().findAny().map(row -> release(row, images)));
  }

  private static Release release(Row row, Function<String, Image> images) {
    String sbom = row.getString("sbom");
    OffsetDateTime published = row.getOffsetDateTime("published_at");
    List<String> withdrawn = List.of(row.getArrayOfStrings("withdrawn_fixes"));
    List<String> fixes =
        strings(row.getJsonArray("fixes")).stream()
            .filter(each -> !withdrawn.contains(each))
            .toList();
    return new Release(
        row.getLong("id"),
        row.getString("model"),
        row.getString("version"),
        row.getLong("counter"),
        ReleaseKind.valueOf(row.getString("kind")),
        ReleaseState.valueOf(row.getString("state")),
        images.apply(row.getString("image")),
        row.getString("format"),
        strings(row.getJsonArray("hardware_revisions")),
        fixes,
        texts(row.getJsonObject("notes")),
        strings(row.getJsonArray("stepping_stones")),
        row.getString("minimum_bootloader"),
        row.getOffsetDateTime("created_at").toInstant(),
        published == null ? null : published.toInstant(),
        sbom == null ? null : images.apply(sbom),
        withdrawn);
  }

  private static List<String> strings(JsonArray array) {
    return array.stream().map(String::valueOf).toList();
  }

  private static Map<String, String> texts(JsonObject object) {
    var texts = new LinkedHashMap<String, String>();
    object.forEach(each -> texts.put(each.getKey(), String.valueOf(each.getValue())));
    return Map.copyOf(texts);
  }

  static Future<Release> insert(
      SqlClient client, ReleaseDraft draft, Instant now, Function<String, Image> images) {
    return client
        .preparedQuery(
            """
            INSERT INTO releases (model, version, counter, kind, state, image, format,
              hardware_revisions, fixes, notes, stepping_stones, minimum_bootloader, sbom, created_at)
            VALUES ($1, $2,
              coalesce($3, (SELECT coalesce(max(counter), 0) + 1 FROM releases WHERE model = $1)),
              $4, 'DRAFT', $5, $6, $7, $8, $9, $10, $11, $12, $13)
            RETURNING
            """
                + COLUMNS)
        .execute(
            Tuple.tuple()
                .addString(draft.model())
                .addString(draft.version())
                .addLong(draft.counter())
                .addString(draft.kind().name())
                .addString(draft.image())
                .addString(Objects.requireNonNull(draft.format(), "a recognised format"))
                .addJsonArray(new JsonArray(draft.hardwareRevisions()))
                .addJsonArray(new JsonArray(draft.fixes()))
                .addJsonObject(new JsonObject(new LinkedHashMap<>(draft.notes())))
                .addJsonArray(new JsonArray(draft.steppingStones()))
                .addString(draft.minimumBootloader())
                .addString(draft.sbom())
                .addOffsetDateTime(now.atOffset(ZoneOffset.UTC)))
        .map(rows -> release(rows.iterator().next(), images));
  }

  /** Empty when the release is in none of the states it may come from. */
  static Future<Optional<Release>> move(
      SqlClient client,
      Release release,
      ReleaseState to,
      @Nullable Instant publishedAt,
      Function<String, Image> images) {
    return client
        .preparedQuery(
            "UPDATE releases SET state = $3, published_at = coalesce($4, published_at)"
                + " WHERE id = $1 AND state = $2 RETURNING "
                + COLUMNS)
        .execute(
            Tuple.tuple()
                .addLong(release.id())
                .addString(release.state().name())
                .addString(to.name())
                .addOffsetDateTime(
                    publishedAt == null ? null : publishedAt.atOffset(ZoneOffset.UTC)))
        .map(
            rows ->
                rows.iterator().hasNext()
                    ? Optional.of(release(rows.iterator().next(), images))
                    : Optional.empty());
  }

  /** What is to be signed for the release, with the signatures so far. */
  static Future<Optional<Metadata>> signing(SqlClient client, long release) {
    return client
        .preparedQuery("SELECT metadata FROM firmware_signings WHERE release = $1")
        .execute(Tuple.of(release))
        .map(
            rows ->
                rows.iterator().hasNext()
                    ? Optional.of(metadata(rows.iterator().next(), "release " + release))
                    : Optional.empty());
  }

  private static Metadata metadata(Row row, String name) {
    return Metadata.parse(row.getString("metadata").getBytes(StandardCharsets.UTF_8), name);
  }

  static Future<Void> keepSigning(SqlClient client, long release, Metadata metadata, Instant now) {
    return client
        .preparedQuery(
            "INSERT INTO firmware_signings (release, version, metadata, created_at)"
                + " VALUES ($1, $2, $3, $4) ON CONFLICT (release) DO UPDATE"
                + " SET version = $2, metadata = $3, created_at = $4")
        .execute(
            Tuple.of(
                release,
                metadata.version(),
                new String(metadata.bytes(), StandardCharsets.UTF_8),
                now.atOffset(ZoneOffset.UTC)))
        .mapEmpty();
  }

  /** What was published last of each model, as it was signed. */
  static Future<Map<String, Metadata>> published(SqlClient client) {
    return client
        .query(
            "SELECT DISTINCT ON (r.model) r.model, s.metadata FROM firmware_signings s"
                + " JOIN releases r ON r.id = s.release"
                + " WHERE r.published_at IS NOT NULL ORDER BY r.model, s.version DESC")
        .execute()
        .map(
            rows -> {
              var found = new LinkedHashMap<String, Metadata>();
              rows.forEach(
                  row -> found.put(row.getString("model"), metadata(row, row.getString("model"))));
              return found;
            });
  }

  static Future<Void> insertExtra(SqlClient client, long release, ExtraTarget extra) {
    return client
        .preparedQuery(
            "INSERT INTO firmware_extra_targets (path, release, image, custom)"
                + " VALUES ($1, $2, $3, $4::text::jsonb) ON CONFLICT (path) DO NOTHING")
        .execute(
            Tuple.of(
                extra.path(),
                release,
                extra.image().sha256(),
                new String(TufJson.write(extra.custom()), StandardCharsets.UTF_8)))
        .mapEmpty();
  }

  /** By release. */
  static Future<Map<Long, List<ExtraTarget>>> extras(
      SqlClient client, Function<String, Image> images) {
    return client
        .query("SELECT release, path, image, custom::text AS custom FROM firmware_extra_targets")
        .execute()
        .map(
            rows -> {
              var found = new LinkedHashMap<Long, List<ExtraTarget>>();
              for (Row row : rows) {
                ObjectNode custom =
                    TufJson.parse(
                        row.getString("custom").getBytes(StandardCharsets.UTF_8),
                        row.getString("path"));
                found
                    .computeIfAbsent(row.getLong("release"), any -> new ArrayList<>())
                    .add(
                        new ExtraTarget(
                            row.getString("path"), images.apply(row.getString("image")), custom));
              }
              return found;
            });
  }
}

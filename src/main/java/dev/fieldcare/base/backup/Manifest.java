package dev.fieldcare.base.backup;

import dev.fieldcare.base.JournalHead;
import dev.fieldcare.base.Problem;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a backup holds, to be checked against: {@code manifest.json} of its file.
 *
 * @param schema the last migration that the tables had had
 * @param journal the last entry of the journal
 */
public record Manifest(
    Instant madeAt,
    int schema,
    JournalHead journal,
    List<Table> tables,
    List<Sequence> sequences,
    List<Packed> files) {
  static final String NAME = "manifest.json";
  private static final int FORMAT = 1;

  /**
   * A table's rows, as COPY writes them, in {@code database/<name>.copy}.
   *
   * @param columns in the order of the rows' fields
   * @param partitions of a table that has some
   * @param sha256 of the rows, in hex
   */
  public record Table(
      String name, List<String> columns, List<Partition> partitions, long rows, String sha256) {
    String entry() {
      return "database/" + name + ".copy";
    }
  }

  /**
   * @param bound {@code FOR VALUES …}, as PostgreSQL prints it
   */
  public record Partition(String name, String bound) {}

  /**
   * @param last what was drawn from it last; null when nothing was
   */
  public record Sequence(String name, @Nullable Long last) {}

  /** A file by its place in the backup, {@code firmware/targets/…} for one. */
  public record Packed(String path, long bytes, String sha256) {}

  /** How many rows all tables have. */
  public long rows() {
    return tables.stream().mapToLong(Table::rows).sum();
  }

  /** How many bytes all files have. */
  public long bytes() {
    return files.stream().mapToLong(Packed::bytes).sum();
  }

  String encode() {
    return new JsonObject()
        .put("format", FORMAT)
        .put("madeAt", madeAt.toString())
        .put("schema", schema)
        .put("journal", journal.toString())
        .put("tables", array(tables, Manifest::json))
        .put(
            "sequences",
            array(sequences, it -> new JsonObject().put("name", it.name()).put("last", it.last())))
        .put(
            "files",
            array(
                files,
                it ->
                    new JsonObject()
                        .put("path", it.path())
                        .put("bytes", it.bytes())
                        .put("sha256", it.sha256())))
        .encodePrettily();
  }

  private static JsonObject json(Table table) {
    return new JsonObject()
        .put("name", table.name())
        .put("columns", new JsonArray(table.columns()))
        .put(
            "partitions",
            array(
                table.partitions(),
                it -> new JsonObject().put("name", it.name()).put("bound", it.bound())))
        .put("rows", table.rows())
        .put("sha256", table.sha256());
  }

  private static <T> JsonArray array(List<T> items, Function<T, JsonObject> json) {
    return new JsonArray(items.stream().map(json).toList());
  }

  /** Fails with {@code backup.manifest} when the text is not what {@link #encode} wrote. */
  static Manifest parse(String text) {
    try {
      var json = new JsonObject(text);
      if (json.getInteger("format") != FORMAT) {
        throw Problem.badInput(
            "backup.format",
            "expected a backup of format %d, found %s; it was made by another version"
                .formatted(FORMAT, json.getValue("format")));
      }
      return new Manifest(
          Instant.parse(json.getString("madeAt")),
          json.getInteger("schema"),
          JournalHead.parse(json.getString("journal")),
          list(json, "tables", Manifest::table),
          list(json, "sequences", it -> new Sequence(name(it), it.getLong("last"))),
          list(json, "files", Manifest::packed));
    } catch (DecodeException | DateTimeException | ClassCastException | NullPointerException e) {
      throw Problem.badInput(
          "backup.manifest", NAME + ": expected a backup's contents, found " + e);
    }
  }

  private static Table table(JsonObject json) {
    List<String> columns =
        json.getJsonArray("columns").stream().map(each -> plain((String) each)).toList();
    return new Table(
        name(json),
        columns,
        list(json, "partitions", it -> new Partition(name(it), bound(it.getString("bound")))),
        json.getLong("rows"),
        json.getString("sha256"));
  }

  private static Packed packed(JsonObject json) {
    return new Packed(
        below(json.getString("path")), json.getLong("bytes"), json.getString("sha256"));
  }

  /** A file in a folder; nothing that leads out of it. */
  private static String below(String path) {
    boolean isBelow =
        path.matches("[a-z][a-z0-9_-]*(/[^/]+)+")
            && Arrays.stream(path.split("/"))
                .noneMatch(each -> each.equals("..") || each.equals("."));
    if (!isBelow) {
      throw Problem.badInput(
          "backup.manifest", NAME + ": expected a file in a folder, found " + path);
    }
    return path;
  }

  private static String name(JsonObject json) {
    return plain(json.getString("name"));
  }

  /** Names and bounds become part of SQL: nothing but what we write is taken. */
  private static String plain(String name) {
    if (!name.matches("[a-z_][a-z0-9_]{0,62}")) {
      throw Problem.badInput("backup.manifest", NAME + ": expected a name, found " + name);
    }
    return name;
  }

  private static String bound(String text) {
    if (!text.matches("FOR VALUES FROM \\('?-?[0-9]+'?\\) TO \\('?-?[0-9]+'?\\)")) {
      throw Problem.badInput(
          "backup.manifest", NAME + ": expected the bound of a partition, found " + text);
    }
    return text;
  }

  private static <T> List<T> list(JsonObject json, String key, Function<JsonObject, T> parse) {
    return json.getJsonArray(key).stream().map(each -> parse.apply((JsonObject) each)).toList();
  }
}

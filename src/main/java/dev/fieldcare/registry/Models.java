package dev.fieldcare.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Json;
import dev.fieldcare.base.Nearest;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The product models, each in its newest version, with those before it. Look-ups are immediate and
 * thread-safe.
 */
public final class Models {
  private static final Logger LOG = LoggerFactory.getLogger(Models.class);

  private record Stored(Model model, byte @Nullable [] fileHash, Instant since) {}

  private final Database database;
  private final Journal journal;
  private final Clock clock;
  private final Turns turns = new Turns();
  private final Map<String, Stored> newest = new ConcurrentHashMap<>();
  private final Map<String, ModelHistory> histories = new ConcurrentHashMap<>();
  private final List<Consumer<Model>> listeners = new CopyOnWriteArrayList<>();

  public Models(Database database, Journal journal, Clock clock) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
  }

  /**
   * Reads the stored models, then imports every {@code *.yaml} of the directory that is new or
   * changed; a model last edited over REST stays as it is. All files are imported, or, when one is
   * faulty, none.
   */
  public Future<Void> load(java.nio.file.Path directory) {
    return turns.next(
        () -> readStored().compose(read -> importChanged(ModelFile.all(directory, byFileHash()))));
  }

  private Map<String, Model> byFileHash() {
    var known = new HashMap<String, Model>();
    for (Stored stored : newest.values()) {
      if (stored.fileHash != null) {
        known.put(HexFormat.of().formatHex(stored.fileHash), stored.model);
      }
    }
    return known;
  }

  private Future<Void> readStored() {
    return database
        .pool()
        .query(
            "SELECT id, version, body::text AS body, file_hash, created_at FROM models"
                + " ORDER BY id, version")
        .execute()
        .map(
            rows -> {
              rows.forEach(this::remember);
              return null;
            });
  }

  private void remember(Row row) {
    Buffer hash = row.getBuffer("file_hash");
    String id = row.getString("id");
    Model model =
        read(row.getString("body"), row.getInteger("version"), "stored model " + id + ":");
    Instant since = row.getOffsetDateTime("created_at").toInstant();
    remember(new Stored(model, hash == null ? null : hash.getBytes(), since));
  }

  private void remember(Stored stored) {
    var version = new ModelHistory.Version(stored.since, stored.model);
    histories.merge(
        stored.model.id(),
        new ModelHistory(List.of(version)),
        (before, only) -> before.with(version));
    newest.put(stored.model.id(), stored);
  }

  private Future<Void> importChanged(List<ModelFile> files) {
    var changed = new ArrayList<Stored>();
    for (ModelFile file : files) {
      Stored stored = newest.get(file.model().id());
      if (stored == null) {
        changed.add(new Stored(file.model(), file.hash(), clock.instant()));
      } else if (stored.fileHash == null) {
        if (!ModelText.write(stored.model).equals(ModelText.write(file.model()))) {
          LOG.info("{} is not imported: {} was edited over REST", file.name(), stored.model.id());
        }
      } else if (!java.util.Arrays.equals(stored.fileHash, file.hash())) {
        Model next = versioned(file.model(), stored.model.version() + 1);
        changed.add(new Stored(next, file.hash(), clock.instant()));
      }
    }
    if (changed.isEmpty()) {
      return Future.succeededFuture();
    }
    return database
        .transaction(
            connection -> {
              Future<Void> all = Future.succeededFuture();
              for (Stored each : changed) {
                all = all.compose(done -> insert(connection, each, "system", "model.imported"));
              }
              return all;
            })
        .onSuccess(done -> changed.forEach(this::publish));
  }

  private Future<Void> insert(SqlConnection connection, Stored stored, String actor, String type) {
    Model model = stored.model;
    JsonObject body = ModelText.write(model);
    return connection
        .preparedQuery(
            "INSERT INTO models (id, version, body, file_hash, created_at, created_by)"
                + " VALUES ($1, $2, $3::text::json, $4, $5, $6)")
        .execute(
            Tuple.of(
                model.id(),
                model.version(),
                body.encode(),
                stored.fileHash == null ? null : Buffer.buffer(stored.fileHash),
                stored.since.atOffset(ZoneOffset.UTC),
                actor))
        .compose(
            inserted ->
                journal.append(
                    connection,
                    new Journal.Entry(
                        actor,
                        "model:" + model.id(),
                        type,
                        new JsonObject().put("version", model.version()).put("body", body))))
        .mapEmpty();
  }

  private void publish(Stored stored) {
    remember(stored);
    for (Consumer<Model> listener : listeners) {
      try {
        listener.accept(stored.model);
      } catch (RuntimeException e) {
        LOG.error("a listener failed on model {}", stored.model.id(), e);
      }
    }
  }

  private static Model versioned(Model model, int version) {
    return new Model(
        model.id(),
        version,
        model.names(),
        model.expectedInterval(),
        model.firmwareLine(),
        model.metrics(),
        model.confidential());
  }

  private static Model read(String json, int version, String where) {
    try {
      return ModelText.read(Json.mapper().readTree(json), version, where);
    } catch (JsonProcessingException e) {
      throw Problem.badInput("model.invalid", where + " " + e.getOriginalMessage());
    }
  }

  public Optional<Model> find(String id) {
    return Optional.ofNullable(newest.get(id)).map(Stored::model);
  }

  /**
   * @throws Problem {@code model.unknown}, with the nearest known one
   */
  public Model get(String id) {
    return find(id)
        .orElseThrow(
            () ->
                Problem.notFound(
                    "model.unknown",
                    "no model is called " + id + Nearest.hint(id, newest.keySet())));
  }

  /**
   * All versions of the model.
   *
   * @throws Problem as {@link #get}
   */
  public ModelHistory history(String id) {
    ModelHistory history = histories.get(id);
    return history == null ? ModelHistory.always(get(id)) : history;
  }

  /** Ordered by id. */
  public Collection<Model> all() {
    return newest.values().stream()
        .map(Stored::model)
        .sorted(java.util.Comparator.comparing(Model::id))
        .toList();
  }

  /** As {@link #save(JsonObject, Integer, String)}, whichever version it replaces. */
  public Future<Model> save(JsonObject body, String actor) {
    return save(body, null, actor);
  }

  /**
   * A new version of a model, or a new model, from its written form; from then on its file is not
   * imported any more. Saving what is already so makes no new version.
   *
   * @param replaces the version it was made from, 0 for a new model; fails with {@code
   *     model.changed} when that is not the newest any more
   */
  public Future<Model> save(JsonObject body, @Nullable Integer replaces, String actor) {
    return turns.next(
        () -> {
          Model model;
          try {
            model = read(body.encode(), 1, "model:");
          } catch (Problem e) {
            return Future.failedFuture(e);
          }
          Stored before = newest.get(model.id());
          int now = before == null ? 0 : before.model.version();
          if (replaces != null && replaces != now) {
            return Future.failedFuture(
                Problem.conflict(
                    "model.changed",
                    "model %s: expected to replace version %d, found version %d; check it anew"
                        .formatted(model.id(), replaces, now)));
          }
          if (before != null && before.fileHash == null && isSame(before.model, model)) {
            return Future.succeededFuture(before.model);
          }
          var stored = new Stored(versioned(model, now + 1), null, clock.instant());
          return database
              .transaction(connection -> insert(connection, stored, actor, "model.saved"))
              .map(
                  done -> {
                    publish(stored);
                    return stored.model;
                  });
        });
  }

  private static boolean isSame(Model one, Model other) {
    return versioned(one, 0).equals(versioned(other, 0));
  }

  /** Called with each new version, after it is stored. */
  public void onChange(Consumer<Model> listener) {
    listeners.add(listener);
  }
}

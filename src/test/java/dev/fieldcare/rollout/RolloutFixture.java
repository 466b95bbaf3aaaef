package dev.fieldcare.rollout;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.MovableClock;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.base.TestDatabase;
import dev.fieldcare.firmware.Image;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ReleaseKind;
import dev.fieldcare.firmware.ReleaseState;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.DeviceStates;
import dev.fieldcare.registry.Devices;
import dev.fieldcare.registry.Models;
import dev.fieldcare.registry.Registration;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Actions on a fresh database, with releases that the test makes up, at a time the test sets. */
public final class RolloutFixture implements AutoCloseable {
  public static final String SHA = "ab".repeat(32);

  public final Vertx vertx = Vertx.vertx();
  public final Database database = TestDatabase.open(vertx);
  public final MovableClock clock = new MovableClock(Instant.parse("2026-11-22T08:00:00Z"));
  public final PgJournal journal = new PgJournal(clock);
  public final Models models = new Models(database, journal, clock);
  public final Devices devices = new Devices(database, journal, clock, models);
  public final DeviceStates states = new DeviceStates(database, journal);
  public final Map<Long, Release> releases = new HashMap<>();
  public final Catalog catalog =
      new Catalog(
          id -> Optional.ofNullable(releases.get(id)),
          (model, version) ->
              releases.values().stream()
                  .filter(each -> each.model().equals(model) && each.version().equals(version))
                  .findAny(),
          releases::values);
  public Actions actions = actions();
  private final Map<String, String> tokens = new HashMap<>();

  public RolloutFixture() {
    Await.get(models.load(Path.of(System.getProperty("fieldcare.home", ".."), "config/models")));
    Await.get(devices.load());
    Await.get(states.load());
    Await.get(actions.load());
  }

  private Actions actions() {
    return new Actions(
        database, journal, clock, devices, states, catalog, dev.fieldcare.rollout.WorkDays.WEEKLY);
  }

  /** As after a restart. */
  public void restart() {
    actions = actions();
    Await.get(actions.load());
  }

  public Device device(String id) {
    return device(id, "B");
  }

  public Device device(String id, String revision) {
    return device(id, revision, null);
  }

  public Device device(String id, String revision, @Nullable String customer) {
    var wish =
        new Registration(
            id, null, "gateway-x1", null, customer, null, null, null, revision, Map.of());
    var registered = Await.get(devices.register(wish, "system"));
    tokens.put(id, registered.token());
    return registered.device();
  }

  public String token(String device) {
    return java.util.Objects.requireNonNull(tokens.get(device));
  }

  public Release release(String version, long counter) {
    return release(version, counter, List.of(), List.of(), ReleaseState.PUBLISHED);
  }

  /** The same release with another kind and with notes. */
  public Release noted(Release plain, ReleaseKind kind, Map<String, String> notes) {
    var release =
        new Release(
            plain.id(),
            plain.model(),
            plain.version(),
            plain.counter(),
            kind,
            plain.state(),
            plain.image(),
            plain.format(),
            List.of(),
            List.of(),
            notes,
            List.of(),
            null,
            plain.createdAt(),
            plain.publishedAt(),
            null);
    releases.put(release.id(), release);
    return release;
  }

  /** A published release that is said to fix the symptoms. */
  public Release fixing(String version, long counter, String... symptoms) {
    Release plain = release(version, counter);
    Await.get(
        database
            .pool()
            .preparedQuery("UPDATE releases SET fixes = $2 WHERE id = $1")
            .execute(Tuple.of(plain.id(), new JsonArray(List.of(symptoms)))));
    var release =
        new Release(
            plain.id(),
            plain.model(),
            version,
            counter,
            plain.kind(),
            plain.state(),
            plain.image(),
            plain.format(),
            List.of(),
            List.of(symptoms),
            Map.of(),
            List.of(),
            null,
            plain.createdAt(),
            plain.publishedAt(),
            null);
    releases.put(release.id(), release);
    return release;
  }

  public Release release(
      String version,
      long counter,
      List<String> revisions,
      List<String> stones,
      ReleaseState state) {
    return release(version, counter, revisions, stones, state, "raw", shaOf(counter), 11);
  }

  public static String shaOf(long counter) {
    return "%064x".formatted(counter);
  }

  public Release release(
      String version,
      long counter,
      List<String> revisions,
      List<String> stones,
      ReleaseState state,
      String format,
      String sha,
      long size) {
    return release(version, counter, revisions, stones, state, format, sha, "aa", size);
  }

  public Release release(
      String version,
      long counter,
      List<String> revisions,
      List<String> stones,
      ReleaseState state,
      String format,
      String sha,
      String sha1,
      long size) {
    String filename = format.equals("swu") ? "image.swu" : "image.bin";
    Await.get(
        database
            .pool()
            .preparedQuery(
                "INSERT INTO firmware_images VALUES ($1, 'aa', 'bb', $2, 'image.bin', now(), 'me')"
                    + " ON CONFLICT DO NOTHING")
            .execute(Tuple.of(sha, size)));
    long id =
        Await.get(
            database
                .pool()
                .preparedQuery(
                    "INSERT INTO releases (model, version, counter, kind, state, image, format,"
                        + " created_at) VALUES ('gateway-x1', $1, $2, 'FEATURE', $3, $4, $5, now())"
                        + " RETURNING id")
                .execute(Tuple.of(version, counter, state.name(), sha, format))
                .map(rows -> rows.iterator().next().getLong(0)));
    var release =
        new Release(
            id,
            "gateway-x1",
            version,
            counter,
            ReleaseKind.FEATURE,
            state,
            new Image(sha, sha1, "bb", size, filename),
            format,
            revisions,
            List.of(),
            Map.of(),
            stones,
            null,
            clock.instant(),
            clock.instant(),
            null);
    releases.put(id, release);
    return release;
  }

  @Override
  public void close() {
    database.close();
    Await.get(vertx.close());
  }
}

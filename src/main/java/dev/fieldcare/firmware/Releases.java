package dev.fieldcare.firmware;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Json;
import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.tuf.Metadata;
import dev.fieldcare.firmware.tuf.TufKey;
import dev.fieldcare.registry.Turns;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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
 * All releases, and their one way: draft, signed, published, withdrawn. What changes takes its turn
 * and is journalled with it; look-ups are immediate and thread-safe.
 */
public final class Releases {
  private static final Logger LOG = LoggerFactory.getLogger(Releases.class);

  private final Vertx vertx;
  private final Database database;
  private final Journal journal;
  private final Clock clock;
  private final Images images;
  private final ImageRepository repository;
  private final Turns turns = new Turns();
  private final Map<Long, Release> known = new ConcurrentHashMap<>();
  private final Map<Long, List<ExtraTarget>> extras = new ConcurrentHashMap<>();
  private final List<Consumer<Release>> listeners = new CopyOnWriteArrayList<>();

  public Releases(
      Vertx vertx,
      Database database,
      Journal journal,
      Clock clock,
      Images images,
      ImageRepository repository) {
    this.vertx = vertx;
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    this.images = images;
    this.repository = repository;
  }

  /** Reads what there is, and publishes again what the repository's files have lost. */
  public Future<Void> load() {
    return PgReleases.all(database.pool(), images::get)
        .onSuccess(all -> all.forEach(each -> known.put(each.id(), each)))
        .compose(all -> PgReleases.extras(database.pool(), images::get))
        .onSuccess(extras::putAll)
        .compose(read -> PgReleases.published(database.pool()))
        .compose(
            signed ->
                vertx.executeBlocking(
                    () -> {
                      signed.forEach(this::restore);
                      return null;
                    }));
  }

  private void restore(String model, Metadata signed) {
    try {
      if (signed.version() > repository.version(model)) {
        repository.delegate(model);
        repository.publish(model, signed);
        LOG.warn("{}.json was missing in the image repository: published again", model);
      }
    } catch (Problem e) {
      LOG.warn(
          "the published releases of {} are not in the image repository: {}", model, e.message());
    }
    publishAgain(model);
  }

  public Optional<Release> find(long id) {
    return Optional.ofNullable(known.get(id));
  }

  /**
   * @throws Problem {@code release.unknown}
   */
  public Release get(long id) {
    return find(id)
        .orElseThrow(() -> Problem.notFound("release.unknown", "there is no release " + id));
  }

  public Optional<Release> find(String model, String version) {
    return known.values().stream()
        .filter(each -> each.model().equals(model) && each.version().equals(version))
        .findFirst();
  }

  /** Newest first. */
  public List<Release> list(ReleaseFilter filter) {
    return known.values().stream()
        .filter(filter::accepts)
        .sorted(Comparator.comparingLong(Release::id).reversed())
        .toList();
  }

  /**
   * Newest first.
   *
   * @param after the id of the last one seen
   */
  public Page<Release> list(ReleaseFilter filter, int limit, @Nullable Long after) {
    List<Release> rest =
        list(filter).stream()
            .filter(each -> after == null || each.id() < after)
            .limit(limit + 1L)
            .toList();
    return Page.of(rest, limit, each -> Long.toString(each.id()));
  }

  /** Told of every release that is new or has changed, once that is durable. */
  public void onChange(Consumer<Release> listener) {
    listeners.add(listener);
  }

  /**
   * Succeeds with the draft, or, where the keys of its model are here, with the signed release.
   *
   * @param by as in the journal, {@code user:<name>}
   */
  public Future<Release> create(ReleaseDraft draft, String by) {
    ReleaseRules.check(draft);
    Image image = images.get(draft.image());
    Images.checkFilename(image.filename());
    if (draft.sbom() != null) {
      images.get(draft.sbom());
    }
    return images
        .format(image)
        .compose(
            recognised -> {
              ReleaseRules.checkFormat(draft, recognised);
              return insert(draft.of(recognised), by);
            })
        .compose(made -> isSignedHere(made) ? signHere(made, by) : Future.succeededFuture(made));
  }

  private Future<Release> insert(ReleaseDraft draft, String by) {
    return turns.next(
        () ->
            database
                .transaction(
                    transaction ->
                        PgReleases.insert(transaction, draft, clock.instant(), images::get)
                            .compose(
                                made ->
                                    journal
                                        .append(transaction, entry(made, "created", by))
                                        .map(made)))
                .recover(failure -> Future.failedFuture(taken(draft, failure)))
                .onSuccess(this::remember));
  }

  private static Throwable taken(ReleaseDraft draft, Throwable failure) {
    if (failure instanceof PgException e && "23505".equals(e.getSqlState())) {
      return Problem.conflict(
          "release.exists",
          "model "
              + draft.model()
              + ": expected a new version and release counter, found version "
              + draft.version()
              + (draft.counter() == null ? "" : " or counter " + draft.counter())
              + " taken");
    }
    return failure;
  }

  private boolean isSignedHere(Release release) {
    return repository.isSignedHere(release.model());
  }

  /** What the model's keys have to sign, with the signatures so far; the same until it changes. */
  public Future<SigningRequest> signingRequest(long id) {
    return turns.next(() -> request(get(id)));
  }

  private Future<SigningRequest> request(Release release) {
    if (release.state() == ReleaseState.WITHDRAWN) {
      ReleaseRules.checkStep(release, ReleaseState.SIGNED);
    }
    if (release.state() != ReleaseState.PUBLISHED) {
      ReleaseRules.checkCounter(release, ofModel(release.model()));
    }
    return vertx
        .executeBlocking(() -> repository.delegate(release.model()))
        .compose(
            role ->
                PgReleases.signing(database.pool(), release.id())
                    .compose(stored -> current(release, stored.orElse(null)))
                    .map(metadata -> new SigningRequest(release, metadata, role)));
  }

  private Future<Metadata> current(Release release, @Nullable Metadata stored) {
    Metadata draft = repository.draft(release.model(), entries(release.model(), release));
    if (stored != null
        && stored.version() == draft.version()
        && stored.signed().path("targets").equals(draft.signed().path("targets"))) {
      return Future.succeededFuture(stored);
    }
    return PgReleases.keepSigning(database.pool(), release.id(), draft, clock.instant()).map(draft);
  }

  /** The targets of a model: all that is published, and this one. */
  private Map<String, ObjectNode> entries(String model, @Nullable Release also) {
    var entries = new HashMap<String, ObjectNode>();
    for (Release each : ofModel(model)) {
      boolean isListed =
          each.state() == ReleaseState.PUBLISHED || (also != null && each.id() == also.id());
      if (isListed) {
        entries.put(each.targetPath(), TargetEntries.release(each));
        extrasOf(each)
            .forEach(extra -> entries.put(extra.path(), TargetEntries.extra(each, extra)));
      }
    }
    return entries;
  }

  private List<Release> ofModel(String model) {
    return known.values().stream().filter(each -> each.model().equals(model)).toList();
  }

  /**
   * Adds signatures made elsewhere, by key id; with enough of them a draft is signed, and what is
   * published already is published anew.
   *
   * @throws Problem {@code release.signature} when one is not a good one of the model's keys
   */
  public Future<SigningRequest> addSignatures(long id, Map<String, byte[]> signatures, String by) {
    return turns.next(
        () ->
            request(get(id))
                .compose(
                    request -> {
                      Metadata metadata = request.metadata();
                      for (Map.Entry<String, byte[]> each : signatures.entrySet()) {
                        TufKey key = request.role().keys().get(each.getKey());
                        if (key == null || !key.verifies(metadata.message(), each.getValue())) {
                          return Future.failedFuture(badSignature(request, each.getKey()));
                        }
                        metadata = metadata.with(each.getKey(), each.getValue());
                      }
                      return accept(
                          new SigningRequest(request.release(), metadata, request.role()), by);
                    }));
  }

  private static Problem badSignature(SigningRequest request, String key) {
    return Problem.badInput(
        "release.signature",
        ReleaseRules.name(request.release())
            + ": expected a signature over SHA-256 "
            + Json.sha256Hex(request.metadata().message())
            + " by a key of the model, found one of "
            + key
            + " that is not");
  }

  private Future<SigningRequest> accept(SigningRequest request, String by) {
    Release release = request.release();
    boolean becomesSigned = request.isComplete() && release.state() == ReleaseState.DRAFT;
    Future<Release> kept =
        database.transaction(
            transaction ->
                PgReleases.keepSigning(
                        transaction, release.id(), request.metadata(), clock.instant())
                    .compose(
                        stored ->
                            becomesSigned
                                ? move(
                                    transaction,
                                    release,
                                    ReleaseState.SIGNED,
                                    by,
                                    signedData(request))
                                : Future.succeededFuture(release)));
    return kept.onSuccess(
            now -> {
              if (becomesSigned) {
                remember(now);
              }
            })
        .compose(
            now ->
                request.isComplete() && now.state() == ReleaseState.PUBLISHED
                    ? publishFiles(now.model(), request.metadata()).map(now)
                    : Future.succeededFuture(now))
        .map(now -> new SigningRequest(now, request.metadata(), request.role()));
  }

  private static JsonObject signedData(SigningRequest request) {
    return new JsonObject()
        .put("sha256", Json.sha256Hex(request.metadata().message()))
        .put("keys", new JsonArray(new ArrayList<>(request.metadata().signedKeyIds())));
  }

  private Future<Release> signHere(Release release, String by) {
    return turns.next(() -> request(release).compose(request -> signHere(request, by)));
  }

  private Future<Release> signHere(SigningRequest request, String by) {
    Release release = request.release();
    Metadata signed =
        repository
            .signHere(release.model(), request.metadata())
            .orElseThrow(
                () ->
                    Problem.conflict(
                        "release.unsigned",
                        ReleaseRules.name(release)
                            + ": expected "
                            + request.role().threshold()
                            + " signatures of its model's keys, found "
                            + request.role().countSigned(request.metadata())));
    return accept(new SigningRequest(release, signed, request.role()), by)
        .map(SigningRequest::release);
  }

  /** Something about the release was written by others: reads it again. */
  public Future<Void> readAgain(long id) {
    return turns.next(
        () ->
            PgReleases.find(database.pool(), id, images::get)
                .onSuccess(found -> found.ifPresent(this::remember))
                .mapEmpty());
  }

  /**
   * Takes one step of the release's way.
   *
   * @throws Problem {@code release.transition} when that is not the next, {@code release.unsigned}
   *     when signatures are missing, {@code release.stale} when they are over what has changed
   */
  public Future<Release> transition(long id, ReleaseState to, String by) {
    return turns.next(
        () -> {
          Release release = get(id);
          ReleaseRules.checkStep(release, to);
          return switch (to) {
            case SIGNED -> request(release).compose(request -> signHere(request, by));
            case PUBLISHED -> publish(release, by);
            case WITHDRAWN -> withdraw(release, by);
            case DRAFT -> throw new IllegalStateException("no way leads back");
          };
        });
  }

  private Future<Release> publish(Release release, String by) {
    Future<Release> signed =
        isSignedHere(release)
            ? request(release).compose(request -> signHere(request, by))
            : Future.succeededFuture(release);
    return vertx
        .executeBlocking(() -> images.file(release.image()))
        .compose(intact -> signed)
        .compose(any -> PgReleases.signing(database.pool(), release.id()))
        .compose(
            metadata ->
                publishFiles(
                    release.model(),
                    metadata.orElseThrow(
                        () -> new IllegalStateException("signed without anything signed"))))
        .compose(any -> moveAlone(release, ReleaseState.PUBLISHED, by));
  }

  private Future<Void> publishFiles(String model, Metadata metadata) {
    return vertx.executeBlocking(
        () -> {
          repository.publish(model, metadata);
          return null;
        });
  }

  /** No director names it from now on; the image repository drops it when its keys sign next. */
  private Future<Release> withdraw(Release release, String by) {
    return moveAlone(release, ReleaseState.WITHDRAWN, by)
        .compose(
            withdrawn ->
                vertx.executeBlocking(
                    () -> {
                      publishAgain(withdrawn.model());
                      return withdrawn;
                    }));
  }

  /** Publishes a model's role anew where its keys are here and what it should say has changed. */
  private void publishAgain(String model) {
    Map<String, ObjectNode> entries = entries(model, null);
    boolean isThere = repository.version(model) > 0;
    if (repository.isSignedHere(model) && (isThere || !entries.isEmpty())) {
      repository.delegate(model);
      Metadata draft = repository.draft(model, entries);
      if (!repository.says(model, draft)) {
        repository.publish(model, repository.signHere(model, draft).orElseThrow());
      }
    }
  }

  /**
   * Adds a target to a release. A published release's joins at once where the model's keys are
   * here, else with what they sign next.
   */
  public Future<Void> addTarget(long id, ExtraTarget extra) {
    return turns.next(
        () -> {
          Release release = get(id);
          String folder = release.model() + "/" + release.version() + "/";
          if (!extra.path().startsWith(folder)
              || !Images.FILENAME.matcher(extra.path().substring(folder.length())).matches()
              || extra.path().equals(release.targetPath())) {
            throw Problem.badInput(
                "release.target", "expected a path below " + folder + ", found " + extra.path());
          }
          return PgReleases.insertExtra(database.pool(), id, extra)
              .compose(kept -> PgReleases.extras(database.pool(), images::get))
              .onSuccess(extras::putAll)
              .compose(
                  read ->
                      vertx.executeBlocking(
                          () -> {
                            publishAgain(release.model());
                            return null;
                          }));
        });
  }

  /** What else a release has among the targets. */
  public List<ExtraTarget> extrasOf(Release release) {
    return extras.getOrDefault(release.id(), List.of());
  }

  private Future<Release> moveAlone(Release release, ReleaseState to, String by) {
    return database
        .transaction(transaction -> move(transaction, release, to, by, new JsonObject()))
        .onSuccess(this::remember);
  }

  private Future<Release> move(
      io.vertx.sqlclient.SqlConnection transaction,
      Release release,
      ReleaseState to,
      String by,
      JsonObject data) {
    var publishedAt = to == ReleaseState.PUBLISHED ? clock.instant() : null;
    return PgReleases.move(transaction, release, to, publishedAt, images::get)
        .compose(
            moved -> {
              Release now =
                  moved.orElseThrow(
                      () ->
                          Problem.conflict(
                              "release.transition",
                              ReleaseRules.name(release) + " was changed by somebody else"));
              return journal
                  .append(
                      transaction,
                      entry(now, to.name().toLowerCase(java.util.Locale.ROOT), by, data))
                  .map(now);
            });
  }

  private static Journal.Entry entry(Release release, String what, String by) {
    return entry(release, what, by, new JsonObject());
  }

  private static Journal.Entry entry(Release release, String what, String by, JsonObject data) {
    data.put("model", release.model())
        .put("version", release.version())
        .put("counter", release.counter())
        .put("image", release.image().sha256());
    return new Journal.Entry(by, "release:" + release.id(), "release." + what, data);
  }

  private void remember(Release release) {
    known.put(release.id(), release);
    listeners.forEach(listener -> listener.accept(release));
  }
}

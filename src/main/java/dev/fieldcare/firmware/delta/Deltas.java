package dev.fieldcare.firmware.delta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.DirectorTarget;
import dev.fieldcare.firmware.ExtraTarget;
import dev.fieldcare.firmware.Image;
import dev.fieldcare.firmware.ImageRepository;
import dev.fieldcare.firmware.Images;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ReleaseFilter;
import dev.fieldcare.firmware.ReleaseState;
import dev.fieldcare.firmware.Releases;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deltas from the predecessors of every published release to it: made one after another in the
 * background, applied again and compared before they become targets, offered to a device by the
 * hash of what it is seen to run.
 */
public final class Deltas {
  private static final Logger LOG = LoggerFactory.getLogger(Deltas.class);
  private static final int PREDECESSORS = 3;

  /** A delta must save at least half, or the device is better off with the image. */
  private static final int WORTH = 2;

  private static final int PRECURSOR_DIGITS = 16;
  private static final String BY = "system";

  private final Images images;
  private final Releases releases;
  private final ImageRepository repository;
  private final Path folder;
  private final WorkerExecutor worker;
  private Future<Void> last = Future.succeededFuture();

  /**
   * @param folder for what is not finished yet
   */
  public Deltas(
      Vertx vertx, Images images, Releases releases, ImageRepository repository, Path folder) {
    this.images = images;
    this.releases = releases;
    this.repository = repository;
    this.folder = folder;
    this.worker = vertx.createSharedWorkerExecutor("deltas", 1, 10, TimeUnit.MINUTES);
  }

  /** From now on makes them whenever a release is published, and those that are missing now. */
  public void start() {
    releases.onChange(
        release -> {
          if (release.state() == ReleaseState.PUBLISHED) {
            enqueue(release);
          }
        });
    releases
        .list(new ReleaseFilter(null, java.util.Set.of(ReleaseState.PUBLISHED), null))
        .forEach(this::enqueue);
  }

  private synchronized void enqueue(Release release) {
    last = last.transform(before -> makeAll(release));
  }

  /** Completes when everything that was asked for so far is made or given up. */
  public synchronized Future<Void> settled() {
    return last;
  }

  public Future<Void> close() {
    return worker.close();
  }

  private Future<Void> makeAll(Release release) {
    Future<Void> chain = Future.succeededFuture();
    for (Release each : predecessors(release)) {
      chain = chain.compose(done -> make(each.image(), release));
    }
    return chain;
  }

  private List<Release> predecessors(Release release) {
    return releases.list(ReleaseFilter.published(release.model())).stream()
        .filter(each -> each.counter() < release.counter())
        .filter(each -> !each.image().sha256().equals(release.image().sha256()))
        .filter(each -> Delta.isPossible(each.image().size(), release.image().size()))
        .sorted(java.util.Comparator.comparingLong(Release::counter).reversed())
        .limit(PREDECESSORS)
        .toList();
  }

  private Future<Void> make(Image base, Release release) {
    String path = path(release, base.sha256());
    if (extra(release, path) != null) {
      return Future.succeededFuture();
    }
    String filename = path.substring(path.lastIndexOf('/') + 1);
    return worker
        .executeBlocking(() -> written(base, release.image()))
        .compose(file -> images.adopt(file, filename, null, BY))
        .compose(made -> releases.addTarget(release.id(), target(path, made, base, release)))
        .otherwise(
            failure -> {
              if (!(failure instanceof Problem problem && problem.code().equals("delta.useless"))) {
                LOG.warn("no delta {}: {}", path, failure.toString());
              }
              return null;
            });
  }

  private Path written(Image base, Image next) throws IOException {
    Path from = images.file(base);
    Path to = images.file(next);
    Path file = Files.createDirectories(folder).resolve(next.sha256() + ".delta");
    try {
      Delta.make(from, to, file, next.size() / WORTH);
      if (!next.sha256().equals(resultOf(from, file, next.size()))) {
        throw new Problem(
            Problem.Kind.INTERNAL, "delta.differs", file + " does not lead to " + next.sha256());
      }
      return file;
    } catch (Problem | IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private static String resultOf(Path base, Path delta, long size) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      Delta.apply(
          base, delta, new DigestOutputStream(OutputStream.nullOutputStream(), digest), size);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static ExtraTarget target(String path, Image delta, Image base, Release release) {
    ObjectNode custom = Json.mapper().createObjectNode().put("format", "zstd-patch");
    custom.putObject("precursor").put("sha256", base.sha256()).put("length", base.size());
    custom
        .putObject("result")
        .put("sha256", release.image().sha256())
        .put("length", release.image().size());
    return new ExtraTarget(path, delta, custom);
  }

  private static String path(Release release, String precursor) {
    return release.targetPath() + "." + precursor.substring(0, PRECURSOR_DIGITS) + ".zst";
  }

  private @Nullable ExtraTarget extra(Release release, String path) {
    return releases.extrasOf(release).stream()
        .filter(each -> each.path().equals(path))
        .findFirst()
        .orElse(null);
  }

  /**
   * The published delta to the release from what the device is seen to run; empty when there is
   * none, or nobody knows what it runs.
   *
   * @param reported the SHA-256 the device said it runs
   */
  public Optional<DirectorTarget.Delta> find(Release release, @Nullable String reported) {
    if (reported == null || reported.length() < PRECURSOR_DIGITS) {
      return Optional.empty();
    }
    String observed = reported.toLowerCase(Locale.ROOT);
    ExtraTarget extra = extra(release, path(release, observed));
    if (extra == null
        || !extra.custom().at("/precursor/sha256").asText().equals(observed)
        || !isPublished(extra)) {
      return Optional.empty();
    }
    Image delta = extra.image();
    return Optional.of(
        new DirectorTarget.Delta(extra.path(), delta.size(), delta.sha256(), observed));
  }

  private boolean isPublished(ExtraTarget extra) {
    int slash = extra.path().lastIndexOf('/') + 1;
    return repository
        .target(
            extra.path().substring(0, slash)
                + extra.image().sha256()
                + "."
                + extra.path().substring(slash))
        .isPresent();
  }
}

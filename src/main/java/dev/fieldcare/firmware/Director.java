package dev.fieldcare.firmware;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.tuf.Keyring;
import dev.fieldcare.firmware.tuf.Metadata;
import dev.fieldcare.firmware.tuf.Root;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The director repository: tells each device which one image it shall run now, signed on demand and
 * for a short time. Versions are epoch milliseconds, so that a later one is larger whatever
 * restarted in between. Thread-safe.
 */
public final class Director {
  private static final int DEVICES_REMEMBERED = 4_096;
  private static final int REMEMBERED_EACH = 2;

  private final RootFiles roots;
  private final Keyring keyring;
  private final Duration validity;
  private final Clock clock;
  private final AtomicLong lastVersion = new AtomicLong();
  private final Map<String, Deque<Signed>> recent =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Deque<Signed>> eldest) {
          return size() > DEVICES_REMEMBERED;
        }
      };

  /** Of what is signed for packages, whose versions are compared with nothing. */
  static final long CARRIED_VERSION = 1;

  private record Signed(DirectorTarget target, DirectorMetadata metadata) {}

  Director(RootFiles roots, Keyring keyring, Duration validity, Clock clock) {
    this.roots = roots;
    this.keyring = keyring;
    this.validity = validity;
    this.clock = clock;
  }

  /**
   * What the device shall run, signed anew unless it was signed lately and has not changed: what
   * was signed is given again until half its time is over.
   */
  public DirectorMetadata current(DirectorTarget target) {
    Instant now = clock.instant();
    synchronized (recent) {
      Deque<Signed> own = recent.get(target.device());
      if (own != null) {
        Signed last = own.getLast();
        if (last.target.equals(target)
            && now.plus(validity.dividedBy(2)).isBefore(last.metadata.expires())) {
          return last.metadata;
        }
      }
    }
    return sign(target);
  }

  /** Signs what the device shall run; its files are found by {@link #find} for a while. */
  public DirectorMetadata sign(DirectorTarget target) {
    Instant now = clock.instant();
    long version = lastVersion.updateAndGet(last -> Math.max(last + 1, now.toEpochMilli()));
    DirectorMetadata metadata = sign(target, version, now.plus(validity));
    synchronized (recent) {
      Deque<Signed> own = recent.computeIfAbsent(target.device(), any -> new ArrayDeque<>(2));
      if (own.size() == REMEMBERED_EACH) {
        own.removeFirst();
      }
      own.addLast(new Signed(target, metadata));
    }
    return metadata;
  }

  /**
   * Signs for that long and remembers nothing: for packages. Its version is lower than any that is
   * signed for the way on line, where a device that was there once refuses it as rolled back: what
   * holds for a month can freeze nobody.
   */
  public DirectorMetadata signCarried(DirectorTarget target, Duration validity) {
    return sign(target, CARRIED_VERSION, clock.instant().plus(validity));
  }

  /**
   * The same where no release is known but by what its model's keys signed.
   *
   * @param device {@code *} for every device of the model
   */
  public DirectorMetadata signCarried(String device, SignedImage image, Duration validity) {
    Instant expires = clock.instant().plus(validity);
    ObjectNode signed = Metadata.head(Root.TARGETS, CARRIED_VERSION, expires);
    signed.putObject("targets").set(image.path(), entry(device, image));
    return sign(device, signed, CARRIED_VERSION, expires);
  }

  /** Whether the keys are here that its targets, snapshot and timestamp need. */
  public boolean canSign() {
    Root root = roots.newest();
    return Stream.of(Root.TARGETS, Root.SNAPSHOT, Root.TIMESTAMP)
        .allMatch(role -> keyring.holds(root.role(role)));
  }

  private DirectorMetadata sign(DirectorTarget target, long version, Instant expires) {
    return sign(target.device(), targets(target, version, expires), version, expires);
  }

  private DirectorMetadata sign(String device, ObjectNode signed, long version, Instant expires) {
    byte[] targets = file(signed, Root.TARGETS);
    ObjectNode snapshot = Metadata.head(Root.SNAPSHOT, version, expires);
    snapshot.putObject("meta").set("targets.json", Metadata.meta(version, targets));
    byte[] snapshotFile = file(snapshot, Root.SNAPSHOT);
    ObjectNode timestamp = Metadata.head(Root.TIMESTAMP, version, expires);
    timestamp.putObject("meta").set("snapshot.json", Metadata.meta(version, snapshotFile));
    return new DirectorMetadata(
        device, version, expires, file(timestamp, Root.TIMESTAMP), snapshotFile, targets);
  }

  private byte[] file(ObjectNode signed, String role) {
    return keyring
        .sign(Metadata.unsigned(signed), roots.newest().role(role), "director " + role)
        .bytes();
  }

  private static ObjectNode targets(DirectorTarget target, long version, Instant expires) {
    ObjectNode signed = Metadata.head(Root.TARGETS, version, expires);
    ObjectNode entries = signed.putObject("targets");
    Release release = target.release();
    if (release != null) {
      if (!release.model().equals(target.hardwareId())) {
        throw Problem.conflict(
            "director.incompatible",
            target.device()
                + ": expected a release for "
                + target.hardwareId()
                + ", found one for "
                + release.model());
      }
      if (release.state() != ReleaseState.PUBLISHED) {
        throw Problem.conflict(
            "director.unpublished",
            "release " + release.version() + ": expected published, found " + release.state());
      }
      entries.set(release.targetPath(), entry(target, release));
    }
    return signed;
  }

  private static ObjectNode entry(DirectorTarget target, Release release) {
    ObjectNode entry = entry(target.device(), SignedImage.of(release));
    var custom = (ObjectNode) entry.path("custom");
    if (target.action() != null) {
      custom.put("action", target.action());
    }
    DirectorTarget.Delta delta = target.delta();
    if (delta != null) {
      custom
          .putObject("delta")
          .put("path", delta.path())
          .put("length", delta.length())
          .put("sha256", delta.sha256())
          .put("precursor", delta.precursor());
    }
    return entry;
  }

  private static ObjectNode entry(String device, SignedImage image) {
    ObjectNode entry = TargetEntries.bytes(image.length(), image.sha256());
    ObjectNode custom = entry.putObject("custom");
    custom.putObject("ecus").putObject(device).put("hardwareId", image.model());
    custom.put("release", image.version()).put("counter", image.counter());
    return entry;
  }

  /** One of the files signed for the device lately. */
  public Optional<byte[]> find(String device, String name) {
    synchronized (recent) {
      Deque<Signed> own = recent.get(device);
      return own == null ? Optional.empty() : newest(own, name);
    }
  }

  private static Optional<byte[]> newest(Deque<Signed> own, String name) {
    byte @Nullable [] found = null;
    for (Signed each : own) {
      found = each.metadata.find(name).orElse(found);
    }
    return Optional.ofNullable(found);
  }

  /** The file of a root, {@code {n}.root.json}: the same for every device. */
  public Optional<Path> root(String name) {
    return roots.find(name);
  }

  /** All roots, the first first. */
  public java.util.List<Path> roots() {
    return roots.all();
  }
}

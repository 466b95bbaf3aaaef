package dev.fieldcare.firmware;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.tuf.AtomicFiles;
import dev.fieldcare.firmware.tuf.Delegation;
import dev.fieldcare.firmware.tuf.Keyring;
import dev.fieldcare.firmware.tuf.Metadata;
import dev.fieldcare.firmware.tuf.RoleKeys;
import dev.fieldcare.firmware.tuf.Root;
import dev.fieldcare.firmware.tuf.Signer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The image repository: TUF metadata as files, in which {@code targets} delegates to one role a
 * model. Snapshot and timestamp are signed here; everything else by whoever holds its keys. What
 * changes it blocks and takes its turn; look-ups are immediate and thread-safe.
 */
public final class ImageRepository {
  private static final Logger LOG = LoggerFactory.getLogger(ImageRepository.class);
  private static final Pattern NAME =
      Pattern.compile("timestamp\\.json|[1-9][0-9]{0,17}\\.[A-Za-z0-9][A-Za-z0-9._:-]*\\.json");
  private static final String DELTA_FORMAT = "zstd-patch";
  private static final Duration WARN_BEFORE = Duration.ofDays(30);

  private final Path directory;
  private final ServerKeys keys;
  private final Keyring keyring;
  private final Expiries expiries;
  private final Clock clock;
  private final RootFiles roots;
  private volatile State state = State.NONE;
  private volatile Map<String, PublishedTarget> targets = Map.of();

  /** What the files say: the newest of each role. */
  private record State(
      @Nullable Metadata targets,
      Map<String, Delegation> delegations,
      Map<String, Metadata> models,
      @Nullable Metadata snapshot,
      @Nullable Metadata timestamp) {
    static final State NONE = new State(null, Map.of(), Map.of(), null, null);
  }

  ImageRepository(Path firmwareDirectory, ServerKeys keys, Expiries expiries, Clock clock) {
    this.directory = firmwareDirectory.resolve("metadata");
    this.keys = keys;
    this.keyring = keys.keyring();
    this.expiries = expiries;
    this.clock = clock;
    this.roots = new RootFiles(directory);
  }

  /**
   * Reads what there is and what was put into the folder of keys, and signs snapshot and timestamp
   * where they are missing, no longer true or half over. Blocks.
   */
  synchronized void refresh() {
    roots.load(keys.folder("image"));
    if (state.timestamp == null) {
      state = read();
    }
    State taken = takeUp(state);
    boolean isNew = !taken.equals(state);
    state = taken;
    if (isNew || isDue(state.snapshot, Root.SNAPSHOT)) {
      commit();
    } else if (isDue(state.timestamp, Root.TIMESTAMP)) {
      signTimestamp();
    }
    index();
    warnOfExpiry();
  }

  /**
   * Reads what lies there and changes nothing; believes none of it but the roots, which begin as
   * those beside the keys do. Blocks.
   *
   * @throws Problem {@code firmware.metadata} where there is no signed repository
   */
  synchronized void open() {
    roots.read(keys.folder("image"));
    state = read();
    if (state.timestamp == null) {
      throw Problem.notFound(
          "firmware.metadata",
          directory + ": expected a signed repository, found no timestamp.json");
    }
    index();
  }

  private boolean isDue(@Nullable Metadata metadata, String role) {
    if (metadata == null || !roots.newest().role(role).haveSigned(metadata)) {
      return true;
    }
    Duration validity = role.equals(Root.SNAPSHOT) ? expiries.snapshot() : expiries.timestamp();
    return clock.instant().plus(validity.dividedBy(2)).isAfter(metadata.expires());
  }

  /** What the timestamp leads to. */
  private State read() {
    Path file = directory.resolve("timestamp.json");
    byte[] bytes = AtomicFiles.find(file).orElse(null);
    if (bytes == null) {
      return State.NONE;
    }
    Metadata timestamp = Metadata.parse(bytes, file.toString());
    long version = timestamp.signed().at("/meta/snapshot.json/version").longValue();
    Metadata snapshot = named(version + ".snapshot.json");
    Metadata top = null;
    var models = new TreeMap<String, Metadata>();
    for (Map.Entry<String, JsonNode> each : snapshot.signed().path("meta").properties()) {
      Metadata metadata = named(each.getValue().path("version").longValue() + "." + each.getKey());
      if (each.getKey().equals("targets.json")) {
        top = metadata;
      } else {
        models.put(each.getKey().replaceFirst("\\.json$", ""), metadata);
      }
    }
    Map<String, Delegation> delegations =
        top == null ? Map.of() : Delegation.parse(top, "targets.json");
    return new State(top, delegations, models, snapshot, timestamp);
  }

  private Metadata named(String name) {
    Path file = directory.resolve(name);
    return Metadata.parse(
        AtomicFiles.find(file)
            .orElseThrow(
                () ->
                    Problem.conflict(
                        "firmware.metadata", file + ": named by the snapshot, but not there")),
        file.toString());
  }

  /** Adds newer files that were signed elsewhere. */
  private State takeUp(State old) {
    Metadata top = newer("targets", old.targets, roots.newest().role(Root.TARGETS));
    if (top == null) {
      throw Problem.conflict(
          "firmware.metadata",
          keys.folder("image") + ": expected a targets.json signed by its role, found none");
    }
    Map<String, Delegation> delegations = Delegation.parse(top, "targets.json");
    var models = new TreeMap<>(old.models);
    delegations.forEach(
        (model, delegation) -> {
          Metadata newest = newer(model, old.models.get(model), delegation.keys());
          if (newest != null) {
            models.put(model, newest);
          }
        });
    return new State(top, delegations, models, old.snapshot, old.timestamp);
  }

  /** The newest file of a role there is, here or among what was signed elsewhere. */
  private @Nullable Metadata newer(String role, @Nullable Metadata known, RoleKeys signers) {
    Metadata newest = known;
    for (long version = known == null ? 1 : known.version() + 1; ; version++) {
      String name = version + "." + role + ".json";
      Path file = keys.folder("image").resolve(name);
      byte[] bytes = AtomicFiles.find(file).orElse(null);
      if (bytes == null) {
        return newest;
      }
      Metadata found = Metadata.parse(bytes, file.toString());
      if (!signers.haveSigned(found) || found.version() != version) {
        LOG.warn("{} is not taken up: it is not signed by its role's keys of today", file);
        continue;
      }
      AtomicFiles.write(directory.resolve(name), bytes);
      newest = found;
    }
  }

  /** Signs a snapshot of everything, and the timestamp, whose file makes it all valid at once. */
  private void commit() {
    State now = state;
    ObjectNode signed =
        Metadata.head(Root.SNAPSHOT, next(now.snapshot), clock.instant().plus(expiries.snapshot()));
    ObjectNode meta = signed.putObject("meta");
    Metadata top = java.util.Objects.requireNonNull(now.targets);
    meta.set("targets.json", Metadata.meta(top.version(), top.bytes()));
    now.models.forEach(
        (model, metadata) ->
            meta.set(model + ".json", Metadata.meta(metadata.version(), metadata.bytes())));
    Metadata snapshot = sign(signed, Root.SNAPSHOT);
    AtomicFiles.write(directory.resolve(snapshot.version() + ".snapshot.json"), snapshot.bytes());
    state = new State(top, now.delegations, now.models, snapshot, now.timestamp);
    signTimestamp();
  }

  private void signTimestamp() {
    State now = state;
    Metadata snapshot = java.util.Objects.requireNonNull(now.snapshot);
    ObjectNode signed =
        Metadata.head(
            Root.TIMESTAMP, next(now.timestamp), clock.instant().plus(expiries.timestamp()));
    signed
        .putObject("meta")
        .set("snapshot.json", Metadata.meta(snapshot.version(), snapshot.bytes()));
    Metadata timestamp = sign(signed, Root.TIMESTAMP);
    AtomicFiles.write(directory.resolve("timestamp.json"), timestamp.bytes());
    state = new State(now.targets, now.delegations, now.models, snapshot, timestamp);
  }

  /**
   * Epoch milliseconds, as the director has them: whatever was lost or restored, what is signed
   * later has a larger version, and all have larger ones than what travels in packages.
   */
  private long next(@Nullable Metadata last) {
    return Math.max(last == null ? 1 : last.version() + 1, clock.millis());
  }

  private Metadata sign(ObjectNode signed, String role) {
    return keyring.sign(Metadata.unsigned(signed), roots.newest().role(role), role);
  }

  private void index() {
    var all = new HashMap<String, PublishedTarget>();
    state.models.forEach(
        (model, metadata) ->
            metadata
                .signed()
                .path("targets")
                .properties()
                .forEach(
                    each -> {
                      var target =
                          new PublishedTarget(
                              each.getKey(),
                              model,
                              each.getValue().at("/hashes/sha256").asText(),
                              each.getValue().path("length").longValue());
                      all.put(target.hashedPath(), target);
                    }));
    targets = Map.copyOf(all);
  }

  private void warnOfExpiry() {
    Instant soon = clock.instant().plus(WARN_BEFORE);
    var files = new TreeMap<String, Metadata>(state.models);
    files.put("root", roots.newest().metadata());
    files.put("targets", java.util.Objects.requireNonNull(state.targets));
    String due =
        files.entrySet().stream()
            .filter(each -> each.getValue().expires().isBefore(soon))
            .map(each -> each.getKey() + " at " + each.getValue().expires())
            .collect(Collectors.joining(", "));
    if (!due.isEmpty() && !due.equals(warned)) {
      LOG.warn("signed metadata must be renewed by its offline keys; it expires: {}", due);
    }
    warned = due;
  }

  private String warned = "";

  /** Who signs for a model's releases; empty where nobody was delegated to. */
  Optional<RoleKeys> signersOf(String model) {
    return Optional.ofNullable(state.delegations.get(model)).map(Delegation::keys);
  }

  /** Who signs for a model's releases; with development keys a new model gets its own. Blocks. */
  synchronized RoleKeys delegate(String model) {
    RoleKeys known = signersOf(model).orElse(null);
    if (known != null) {
      return known;
    }
    Signer signer =
        keys.makeFor(model)
            .orElseThrow(
                () ->
                    Problem.conflict(
                        "release.no-keys",
                        "model "
                            + model
                            + ": expected keys that sign for it, found none in targets.json; name"
                            + " them by: fieldcare firmware keys rotate"));
    Metadata top = java.util.Objects.requireNonNull(state.targets);
    var delegations = new TreeMap<>(state.delegations);
    var delegation = new Delegation(model, ServerKeys.alone(signer));
    delegations.put(model, delegation);
    ObjectNode signed =
        Metadata.head(Root.TARGETS, next(top), clock.instant().plus(expiries.targets()));
    signed.putObject("targets");
    signed.set("delegations", Delegation.json(delegations.values()));
    Metadata next = sign(signed, Root.TARGETS);
    AtomicFiles.write(directory.resolve(next.version() + ".targets.json"), next.bytes());
    state = new State(next, delegations, state.models, state.snapshot, state.timestamp);
    commit();
    return delegation.keys();
  }

  /** The version of the model's published file; 0 when there is none. */
  long version(String model) {
    Metadata metadata = state.models.get(model);
    return metadata == null ? 0 : metadata.version();
  }

  /** The next file of a model's role, with these targets, not yet signed. */
  Metadata draft(String model, Map<String, ObjectNode> entries) {
    ObjectNode signed =
        Metadata.head(Root.TARGETS, version(model) + 1, clock.instant().plus(expiries.release()));
    ObjectNode listed = signed.putObject("targets");
    new TreeMap<>(entries).forEach(listed::set);
    return Metadata.unsigned(signed);
  }

  /** Whether the keys of this model are here, or would be made when they are needed. */
  boolean isSignedHere(String model) {
    return signersOf(model).map(keyring::holds).orElse(keys.isDevelopment());
  }

  /** Whether the model's published file has these very targets. */
  boolean says(String model, Metadata draft) {
    Metadata published = state.models.get(model);
    return published != null
        && published.signed().path("targets").equals(draft.signed().path("targets"));
  }

  /** Signs it where the model's keys are here; empty where they are not. */
  Optional<Metadata> signHere(String model, Metadata draft) {
    return signersOf(model).filter(keyring::holds).map(role -> keyring.sign(draft, role, model));
  }

  /**
   * Publishes the next file of a model's role. What is published already may be published again.
   * Blocks.
   *
   * @throws Problem {@code tuf.signature}, {@code release.stale} when it is not the next
   */
  synchronized void publish(String model, Metadata metadata) {
    RoleKeys role =
        signersOf(model)
            .orElseThrow(() -> Problem.conflict("release.no-keys", "nobody signs for " + model));
    role.check(metadata, model + ".json");
    Metadata known = state.models.get(model);
    if (known != null && java.util.Arrays.equals(known.message(), metadata.message())) {
      return;
    }
    if (metadata.version() <= version(model)) {
      throw Problem.conflict(
          "release.stale",
          model
              + ".json: expected version "
              + (version(model) + 1)
              + " to be signed, found "
              + metadata.version()
              + ": something else was published since; sign again");
    }
    AtomicFiles.write(
        directory.resolve(metadata.version() + "." + model + ".json"), metadata.bytes());
    var models = new TreeMap<>(state.models);
    models.put(model, metadata);
    state = new State(state.targets, state.delegations, models, state.snapshot, state.timestamp);
    commit();
    index();
  }

  /** The file of this name: {@code timestamp.json}, {@code 3.snapshot.json}. */
  public Optional<Path> metadata(String name) {
    Path file = directory.resolve(name);
    return NAME.matcher(name).matches() && Files.exists(file)
        ? Optional.of(file)
        : Optional.empty();
  }

  /** What is published at {@code {model}/{version}/{sha256}.{file}}, below {@code targets/}. */
  public Optional<PublishedTarget> target(String hashedPath) {
    return Optional.ofNullable(targets.get(hashedPath));
  }

  /**
   * All files a client needs that trusts root 1, by name, in the order it reads them, with a
   * snapshot and a timestamp that hold for that long: for packages. Their version is one that no
   * device on line takes back. Blocks.
   */
  public synchronized Map<String, byte[]> carried(String model, Duration validity) {
    var files = new java.util.LinkedHashMap<String, byte[]>();
    for (Path root : roots.all()) {
      files.put(String.valueOf(root.getFileName()), AtomicFiles.find(root).orElseThrow());
    }
    State now = state;
    Metadata top = java.util.Objects.requireNonNull(now.targets);
    Metadata role = java.util.Objects.requireNonNull(now.models.get(model));
    Instant expires = clock.instant().plus(validity);
    ObjectNode said = java.util.Objects.requireNonNull(now.snapshot).signed();
    Metadata snapshot = sign(renewed(said, expires), Root.SNAPSHOT);
    ObjectNode above = java.util.Objects.requireNonNull(now.timestamp).signed();
    ObjectNode meta = Metadata.meta(snapshot.version(), snapshot.bytes());
    above.putObject("meta").set("snapshot.json", meta);
    files.put("timestamp.json", sign(renewed(above, expires), Root.TIMESTAMP).bytes());
    files.put(snapshot.version() + ".snapshot.json", snapshot.bytes());
    files.put(top.version() + ".targets.json", top.bytes());
    files.put(role.version() + "." + model + ".json", role.bytes());
    return files;
  }

  private static ObjectNode renewed(ObjectNode signed, Instant expires) {
    signed.put("version", Director.CARRIED_VERSION);
    return signed.put(
        "expires", expires.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString());
  }

  /** The same as it lies there, for as long as its timestamp still holds. Blocks. */
  public synchronized Map<String, byte[]> carriedAsItIs(String model) {
    var files = new java.util.LinkedHashMap<String, byte[]>();
    for (String name : chain(model)) {
      files.put(name, AtomicFiles.get(directory.resolve(name)));
    }
    return files;
  }

  /** The root devices ship with. */
  public Root firstRoot() {
    String name = "1.root.json";
    return Root.parse(AtomicFiles.get(directory.resolve(name)), name);
  }

  /** Whether the keys of snapshot and timestamp are here. */
  public boolean canRenew() {
    Root root = roots.newest();
    return keyring.holds(root.role(Root.SNAPSHOT)) && keyring.holds(root.role(Root.TIMESTAMP));
  }

  /** The four roles of the root, then those of the models. */
  java.util.List<HeldRole> roles() {
    State now = state;
    Root root = roots.newest();
    var found = new java.util.ArrayList<HeldRole>();
    found.add(HeldRole.of("image", Root.ROOT, root.role(Root.ROOT), root.metadata()));
    found.add(HeldRole.of("image", Root.TARGETS, root.role(Root.TARGETS), now.targets));
    found.add(HeldRole.of("image", Root.SNAPSHOT, root.role(Root.SNAPSHOT), now.snapshot));
    found.add(HeldRole.of("image", Root.TIMESTAMP, root.role(Root.TIMESTAMP), now.timestamp));
    new TreeMap<>(now.delegations)
        .forEach(
            (model, to) ->
                found.add(HeldRole.of("image", model, to.keys(), now.models.get(model))));
    return found;
  }

  /** The images a model's keys have signed, without deltas between them. */
  public java.util.List<SignedImage> images(String model) {
    Metadata metadata = state.models.get(model);
    if (metadata == null) {
      return java.util.List.of();
    }
    return metadata.signed().path("targets").properties().stream()
        .filter(each -> !each.getValue().at("/custom/format").asText().equals(DELTA_FORMAT))
        .map(each -> SignedImage.of(model, each.getKey(), each.getValue()))
        .toList();
  }

  /** The names of all files a client needs that trusts root 1, in the order it reads them. */
  public java.util.List<String> chain(String model) {
    State now = state;
    var names = new java.util.ArrayList<String>();
    roots.all().forEach(root -> names.add(root.getFileName().toString()));
    names.add("timestamp.json");
    names.add(java.util.Objects.requireNonNull(now.snapshot).version() + ".snapshot.json");
    names.add(java.util.Objects.requireNonNull(now.targets).version() + ".targets.json");
    Metadata role = now.models.get(model);
    if (role != null) {
      names.add(role.version() + "." + model + ".json");
    }
    return names;
  }
}

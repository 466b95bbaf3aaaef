package dev.fieldcare.firmware.tuf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fieldcare.base.Problem;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is done with offline keys, on files alone: the first roots, their rotation, the revocation
 * of a key, the delegation to a model. It drafts; nothing is written before somebody has seen it
 * and signed.
 */
public final class Ceremony {
  /** A file to be signed, what was signed before it, and whose signatures it needs. */
  public record Draft(
      Path file, Metadata metadata, @Nullable Metadata before, List<RoleKeys> signers) {

    /** What is new, for people. */
    public List<String> differences() {
      ObjectNode none = dev.fieldcare.base.Json.mapper().createObjectNode();
      return JsonDifference.between(before == null ? none : before.signed(), metadata.signed());
    }

    public String digest() {
      return dev.fieldcare.base.Json.sha256Hex(metadata.message());
    }

    public boolean isComplete() {
      return signers.stream().allMatch(each -> each.haveSigned(metadata));
    }

    /** The same with the signatures of those of these keys that are asked for. */
    public Draft signedBy(Collection<? extends Signer> able) {
      List<? extends Signer> asked =
          able.stream()
              .filter(
                  signer ->
                      signers.stream().anyMatch(role -> role.keys().containsKey(signer.key().id())))
              .toList();
      return new Draft(file, metadata.signedBy(asked), before, signers);
    }

    /** The file as it is now: under its name when complete, else as {@code ….partial}. */
    public Path write() {
      Path partial = file.resolveSibling(file.getFileName() + ".partial");
      AtomicFiles.write(isComplete() ? file : partial, metadata.bytes());
      if (isComplete()) {
        partial.toFile().delete();
        return file;
      }
      return partial;
    }
  }

  /** How many keys a role has, and how many of them must sign. */
  public record Quorum(int threshold, int keys) {
    public Quorum {
      if (threshold < 1 || threshold > keys || keys > 20) {
        throw Problem.badInput(
            "keys.quorum", "expected m/n with 1 ≤ m ≤ n ≤ 20, found " + threshold + "/" + keys);
      }
    }

    /** Reads {@code m/n}. */
    public static Quorum parse(String text) {
      if (!text.matches("\\d{1,2}/\\d{1,2}")) {
        throw Problem.badInput("keys.quorum", "expected m/n as in 2/3, found " + text);
      }
      int slash = text.indexOf('/');
      return new Quorum(
          Integer.parseInt(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }
  }

  /**
   * What the first roots shall say.
   *
   * @param models who signs for each model's releases
   */
  public record Beginning(
      Quorum root, Quorum targets, Map<String, Quorum> models, TufKey.Algorithm algorithm) {}

  private final KeyFolder folder;
  private final Clock clock;
  private final Duration validity;
  private final BiFunction<String, TufKey.Algorithm, TufKey> offline;

  /**
   * @param validity of what is signed here
   * @param password of the offline keys
   */
  public Ceremony(KeyFolder folder, Clock clock, Duration validity, char @Nullable [] password) {
    this.folder = folder;
    this.clock = clock;
    this.validity = validity;
    this.offline =
        (name, algorithm) -> folder.make(folder.offline(), name, algorithm, password).key();
  }

  /** With offline keys that are made in a token, whatever they replace. */
  public Ceremony(KeyFolder folder, Clock clock, Duration validity, KeyToken token) {
    this.folder = folder;
    this.clock = clock;
    this.validity = validity;
    this.offline = (name, algorithm) -> folder.make(folder.offline(), name, token);
  }

  /**
   * Makes all keys and drafts the first roots and targets.
   *
   * @throws Problem {@code keys.folder} when there are some already
   */
  public List<Draft> begin(Beginning beginning, char @Nullable [] onlinePassword) {
    if (!folder.names().isEmpty()) {
      throw Problem.conflict("keys.folder", folder.offline() + ": there are keys already");
    }
    TufKey.Algorithm algorithm = beginning.algorithm();
    RoleKeys root = make("root", beginning.root(), algorithm);
    RoleKeys targets = make("targets", beginning.targets(), algorithm);
    var delegations = new ArrayList<Delegation>();
    beginning
        .models()
        .forEach(
            (model, quorum) ->
                delegations.add(new Delegation(model, make(model, quorum, algorithm))));
    RoleKeys snapshot = online("snapshot", algorithm, onlinePassword);
    RoleKeys timestamp = online("timestamp", algorithm, onlinePassword);
    RoleKeys director = online("director", algorithm, onlinePassword);
    return List.of(
        draft(KeyFolder.IMAGE, roles(root, targets, snapshot, timestamp)),
        draft(KeyFolder.DIRECTOR, roles(root, director, director, director)),
        targets(null, delegations, targets));
  }

  private static Map<String, RoleKeys> roles(
      RoleKeys root, RoleKeys targets, RoleKeys snapshot, RoleKeys timestamp) {
    return Map.of(
        Root.ROOT, root, Root.TARGETS, targets, Root.SNAPSHOT, snapshot, Root.TIMESTAMP, timestamp);
  }

  private RoleKeys make(String base, Quorum quorum, TufKey.Algorithm algorithm) {
    var keys = new ArrayList<TufKey>();
    for (int i = 0; i < quorum.keys(); i++) {
      keys.add(makeOffline(base, algorithm));
    }
    return RoleKeys.of(quorum.threshold(), keys);
  }

  private TufKey makeOffline(String base, TufKey.Algorithm algorithm) {
    return offline.apply(folder.freeName(folder.offline(), base), algorithm);
  }

  private RoleKeys online(
      String base, TufKey.Algorithm algorithm, char @Nullable [] onlinePassword) {
    String name = folder.freeName(folder.online(), base);
    return RoleKeys.of(
        1, List.of(folder.make(folder.online(), name, algorithm, onlinePassword).key()));
  }

  private Draft draft(String repository, Map<String, RoleKeys> roles) {
    Root root = Root.draft(1, expires(), roles);
    return new Draft(
        folder.repository(repository).resolve("1.root.json"),
        root.metadata(),
        null,
        List.of(root.role(Root.ROOT)));
  }

  private Instant expires() {
    return clock.instant().plus(validity);
  }

  private Draft targets(
      @Nullable Metadata before, Collection<Delegation> delegations, RoleKeys signers) {
    long version = before == null ? 1 : before.version() + 1;
    ObjectNode signed = Metadata.head(Root.TARGETS, version, expires());
    signed.putObject("targets");
    signed.set("delegations", Delegation.json(delegations));
    return new Draft(
        folder.repository(KeyFolder.IMAGE).resolve(version + ".targets.json"),
        Metadata.unsigned(signed),
        before,
        List.of(signers));
  }

  /**
   * What a rotation shall change.
   *
   * @param revoked ids of keys that shall count no more; each is replaced by a new one
   * @param removed ids of keys that shall count no more and are not replaced
   * @param quorums for {@code root}, {@code targets} or a model: how many keys there shall be and
   *     must sign; a model that is not delegated to yet is from then on
   * @param renew whether everything gets a new expiry, changed or not
   */
  public record Change(
      Set<String> revoked, Set<String> removed, Map<String, Quorum> quorums, boolean renew) {}

  /**
   * Drafts the next roots, targets and models' files, as far as they change. Replacements of
   * revoked keys are made, offline or online as the old ones were.
   *
   * @param published what is published of each model, to be signed anew where its keys change
   */
  public List<Draft> rotate(
      Change change, Map<String, Metadata> published, char @Nullable [] onlinePassword) {
    var replacements = new LinkedHashMap<String, TufKey>();
    var turn = new Rotation(change, replacements, this::makeOffline);
    Map<String, TufKey> names = folder.names();
    check(turn, names); // before a key is made
    for (String revoked : change.revoked()) {
      replacements.put(revoked, replace(revoked, names, onlinePassword));
    }
    var drafts = new ArrayList<Draft>();
    Root image = next(KeyFolder.IMAGE, turn, drafts);
    next(KeyFolder.DIRECTOR, turn, drafts);
    targets(turn, image, published, drafts);
    if (drafts.isEmpty()) {
      throw Problem.badInput(
          "keys.nothing", "expected something to change: a key in use, another quorum, or --renew");
    }
    return drafts;
  }

  private TufKey replace(
      String revoked, Map<String, TufKey> names, char @Nullable [] onlinePassword) {
    String name =
        names.entrySet().stream()
            .filter(each -> each.getValue().id().equals(revoked))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow(() -> unknown(revoked));
    TufKey old = java.util.Objects.requireNonNull(names.get(name));
    String base = name.replaceFirst("-\\d+$", "");
    boolean isOffline = java.nio.file.Files.exists(folder.offline().resolve(name + ".pub"));
    return isOffline
        ? makeOffline(base, old.algorithm())
        : folder
            .make(
                folder.online(),
                folder.freeName(folder.online(), base),
                old.algorithm(),
                onlinePassword)
            .key();
  }

  private void check(Rotation turn, Map<String, TufKey> names) {
    for (String removed : turn.change().removed()) {
      if (names.values().stream().noneMatch(each -> each.id().equals(removed))) {
        throw unknown(removed);
      }
    }
    for (String repository : List.of(KeyFolder.IMAGE, KeyFolder.DIRECTOR)) {
      folder
          .root(repository)
          .roles()
          .forEach((role, keys) -> turn.check(role, keys, isMeant(repository, role)));
    }
    Delegation.parse(newestTargets(), "targets.json")
        .forEach((model, each) -> turn.check(model, each.keys(), true));
  }

  /** The director signs its targets online: a quorum of targets is not about that. */
  private static boolean isMeant(String repository, String role) {
    return role.equals(Root.ROOT)
        || (role.equals(Root.TARGETS) && !repository.equals(KeyFolder.DIRECTOR));
  }

  private Metadata newestTargets() {
    return folder
        .newest(KeyFolder.IMAGE, Root.TARGETS)
        .orElseThrow(() -> Problem.notFound("keys.folder", "there is no targets.json"));
  }

  private static Problem unknown(String key) {
    return Problem.notFound("keys.unknown", "there is no key " + key);
  }

  private Root next(String repository, Rotation turn, List<Draft> drafts) {
    Root last = folder.root(repository);
    var roles = new TreeMap<String, RoleKeys>();
    last.roles()
        .forEach(
            (role, keys) -> roles.put(role, turn.after(role, keys, isMeant(repository, role))));
    if (roles.equals(new TreeMap<>(last.roles())) && !turn.change().renew()) {
      return last;
    }
    Root next = Root.draft(last.version() + 1, expires(), roles);
    drafts.add(
        new Draft(
            folder.repository(repository).resolve(next.version() + ".root.json"),
            next.metadata(),
            last.metadata(),
            List.of(last.role(Root.ROOT), next.role(Root.ROOT))));
    return next;
  }

  private void targets(
      Rotation turn, Root image, Map<String, Metadata> published, List<Draft> drafts) {
    Change change = turn.change();
    Metadata last = newestTargets();
    Map<String, Delegation> before = Delegation.parse(last, "targets.json");
    var after = new TreeMap<String, Delegation>();
    before.forEach(
        (model, each) ->
            after.put(model, new Delegation(model, turn.after(model, each.keys(), true))));
    var models = new TreeSet<>(change.quorums().keySet());
    models.removeAll(before.keySet());
    models.removeAll(Set.of(Root.ROOT, Root.TARGETS));
    for (String model : models) {
      Quorum quorum = java.util.Objects.requireNonNull(change.quorums().get(model));
      TufKey.Algorithm algorithm =
          image.role(Root.TARGETS).keys().values().iterator().next().algorithm();
      after.put(model, new Delegation(model, make(model, quorum, algorithm)));
    }
    RoleKeys signers = image.role(Root.TARGETS);
    if (!after.equals(new TreeMap<>(before)) || change.renew() || !signers.haveSigned(last)) {
      drafts.add(targets(last, after.values(), signers));
    }
    after.forEach(
        (model, delegation) -> {
          Metadata role = published.get(model);
          boolean isOld = role != null && !delegation.keys().haveSigned(role);
          if (role != null && (isOld || change.renew())) {
            drafts.add(renewed(model, role, delegation.keys()));
          }
        });
  }

  private Draft renewed(String model, Metadata role, RoleKeys signers) {
    ObjectNode signed = Metadata.head(Root.TARGETS, role.version() + 1, expires());
    signed.set("targets", role.signed().path("targets"));
    return new Draft(
        folder.repository(KeyFolder.IMAGE).resolve(signed.path("version") + "." + model + ".json"),
        Metadata.unsigned(signed),
        role,
        List.of(signers));
  }
}

package dev.fieldcare.simulator.update.trust;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Uptane's full verification (5.4.4.2), in the order of docs/firmware.md. Good for one use.
 *
 * <p>What is seen is remembered only when all of it held, but for roots: a root that was once
 * verified is kept whatever comes after it (TUF 5.3.8), so that a key it revoked stays revoked.
 */
public final class FullVerification {
  private final DeviceFacts device;
  private final Route route;
  private final MetadataSource directorSource;
  private final MetadataSource imageSource;
  private final Instant now;
  private Trusted trusted;
  private @Nullable String action;

  /** How the files came. */
  public enum Route {
    ONLINE,
    PACKAGE
  }

  /**
   * @param clock what the device's clock says; it is believed only if later than what was trusted
   */
  public FullVerification(
      DeviceFacts device,
      Trusted trusted,
      Route route,
      MetadataSource director,
      MetadataSource image,
      Instant clock) {
    this.device = device;
    this.route = route;
    this.trusted = trusted;
    this.directorSource = director;
    this.imageSource = image;
    this.now = clock.isAfter(trusted.time()) ? clock : trusted.time(); // Uptane 1
  }

  /** Goes through all steps; the first failure ends it. */
  public Verdict verdict() throws IOException {
    RepositoryCheck director = check("director", directorSource, trusted.director());
    RepositoryCheck image = check("image", imageSource, trusted.image());
    try {
      Optional<DirectorEntry> wanted = askDirector(director);
      if (wanted.isEmpty() || wanted.get().sha256().equals(device.sha256())) { // Uptane 6
        Trusted after = trusted.withDirector(director.trust()).at(now);
        return new Verdict.Nothing(after, wanted.map(DirectorEntry::running));
      }
      Assignment assigned = confirm(wanted.get(), image);
      Trusted after = trusted.withDirector(director.trust()).withImage(image.trust()).at(now);
      return new Verdict.Install(after, assigned);
    } catch (Refusal e) {
      return new Verdict.Refused(trusted, e, Optional.ofNullable(action));
    }
  }

  private RepositoryCheck check(String name, MetadataSource source, RepositoryTrust trust) {
    return new RepositoryCheck(name, source, trust, now, route == Route.ONLINE);
  }

  /** Uptane 2 to 5; which image the director wants here. */
  private Optional<DirectorEntry> askDirector(RepositoryCheck director) throws IOException {
    RootFile root; // Uptane 2
    try {
      root = director.root();
    } finally {
      trusted = trusted.withDirector(director.trust());
    }
    FileFacts snapshot = director.timestamp(root); // Uptane 3
    Map<String, FileFacts> files = director.snapshot(root, snapshot); // Uptane 4
    TargetsFile targets = director.targets(root.role("targets"), files); // Uptane 5
    if (!targets.delegations().isEmpty()) {
      throw Refusal.malformed(targets.file().name(), "no delegations of a director", "some");
    }
    Optional<DirectorEntry> wanted = DirectorEntry.find(targets, device, route == Route.PACKAGE);
    action = wanted.map(DirectorEntry::action).orElse(null);
    wanted.ifPresent(each -> each.requireHardware(device));
    return wanted;
  }

  /** Uptane 7 to 11; the image as both repositories have it. */
  private Assignment confirm(DirectorEntry wanted, RepositoryCheck image) throws IOException {
    RootFile root; // Uptane 7
    try {
      root = image.root();
    } finally {
      trusted = trusted.withImage(image.trust());
    }
    FileFacts snapshot = image.timestamp(root); // Uptane 8
    Map<String, FileFacts> files = image.snapshot(root, snapshot); // Uptane 9
    TargetsFile top = image.targets(root.role("targets"), files); // Uptane 10
    var search = new TargetSearch(image, files, top);
    Target found =
        search
            .find(wanted.path())
            .orElseThrow(
                () ->
                    new Refusal(
                        Rule.DISAGREE, "the image repository has no target " + wanted.path()));
    Agreement.require(wanted, found); // Uptane 11
    Agreement.requireFits(found, device);
    return wanted.assignment(delta(wanted, search));
  }

  private Optional<Assignment.Delta> delta(DirectorEntry wanted, TargetSearch search)
      throws IOException {
    Optional<Assignment.Delta> hint = wanted.delta(device);
    if (hint.isEmpty()) {
      return Optional.empty();
    }
    try {
      return search
          .find(hint.get().path())
          .filter(found -> Agreement.isDelta(found, hint.get(), wanted, device))
          .map(found -> hint.get());
    } catch (Refusal e) {
      return Optional.empty(); // only a hint: the whole image is as good
    }
  }
}

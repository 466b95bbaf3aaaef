package dev.fieldcare.firmware;

import dev.fieldcare.base.Await;
import dev.fieldcare.firmware.tuf.Ceremony;
import dev.fieldcare.firmware.tuf.KeyFolder;
import dev.fieldcare.firmware.tuf.KeySigner;
import dev.fieldcare.firmware.tuf.Metadata;
import dev.fieldcare.firmware.tuf.TufKey;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The machine with the offline keys: it signs what is brought to it. */
final class Offline {
  /** None: stretching one takes longer than everything else here. */
  static final char @Nullable [] PASSWORD = null;

  final KeyFolder folder;
  private final Ceremony ceremony;

  /** With 2 of 3 root keys, and keys for one model. */
  Offline(Path directory, Clock clock, TufKey.Algorithm algorithm, String model) {
    folder = new KeyFolder(directory);
    ceremony = new Ceremony(folder, clock, Duration.ofDays(100), PASSWORD);
    var beginning =
        new Ceremony.Beginning(
            new Ceremony.Quorum(2, 3),
            new Ceremony.Quorum(1, 1),
            Map.of(model, new Ceremony.Quorum(1, 2)),
            algorithm);
    sign(ceremony.begin(beginning, null));
  }

  private void sign(List<Ceremony.Draft> drafts) {
    List<KeySigner> keys = folder.open(PASSWORD);
    drafts.forEach(draft -> draft.signedBy(keys).write());
  }

  /** Replaces these keys. */
  void revoke(Map<String, Metadata> published, String... names) {
    var ids = new java.util.LinkedHashSet<String>();
    for (String name : names) {
      ids.add(folder.get(name).id());
    }
    sign(
        ceremony.rotate(
            new Ceremony.Change(Set.copyOf(ids), Set.of(), Map.of(), false), published, null));
  }

  /** Signs a release with the model's keys. */
  void sign(Workshop workshop, Release release) {
    SigningRequest request = Await.get(workshop.releases.signingRequest(release.id()));
    var signatures = new HashMap<String, byte[]>();
    for (KeySigner each : folder.open(PASSWORD)) {
      if (request.role().keys().containsKey(each.key().id())) {
        signatures.put(each.key().id(), each.sign(request.metadata().message()));
      }
    }
    Await.get(workshop.releases.addSignatures(release.id(), signatures, "user:ann"));
  }

  Release publish(Workshop workshop, Release release) {
    sign(workshop, release);
    return Await.get(
        workshop.releases.transition(release.id(), ReleaseState.PUBLISHED, "user:ann"));
  }
}

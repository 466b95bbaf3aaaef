package dev.fieldcare.firmware;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fieldcare.base.Json;
import java.util.Locale;

/** How metadata describes images: the entries below {@code targets}. */
final class TargetEntries {
  private TargetEntries() {}

  /** Length and hashes. */
  static ObjectNode bytes(long length, String sha256) {
    ObjectNode entry = Json.mapper().createObjectNode().put("length", length);
    entry.putObject("hashes").put("sha256", sha256);
    return entry;
  }

  private static ObjectNode bytes(Image image) {
    return bytes(image.size(), image.sha256());
  }

  /** The entry of a model's role for a release's image. */
  static ObjectNode release(Release release) {
    ObjectNode entry = bytes(release.image());
    ObjectNode custom = head(entry, release);
    var revisions = custom.putArray("hardwareRevisions");
    release.hardwareRevisions().forEach(revisions::add);
    custom.put("format", release.format());
    custom.put("component", "main");
    custom.put("kind", release.kind().name().toLowerCase(Locale.ROOT));
    var stones = custom.putArray("steppingStones");
    release.steppingStones().forEach(stones::add);
    if (release.minimumBootloader() != null) {
      custom.put("minimumBootloader", release.minimumBootloader());
    }
    return entry;
  }

  /** The entry of a model's role for something else of a release. */
  static ObjectNode extra(Release release, ExtraTarget extra) {
    ObjectNode entry = bytes(extra.image());
    head(entry, release).setAll(extra.custom());
    return entry;
  }

  private static ObjectNode head(ObjectNode entry, Release release) {
    return entry
        .putObject("custom")
        .put("release", release.version())
        .put("counter", release.counter())
        .put("hardwareId", release.model());
  }
}

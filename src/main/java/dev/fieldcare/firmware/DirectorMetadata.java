package dev.fieldcare.firmware;

import java.time.Instant;
import java.util.Optional;

/** The director's three files for one device, signed together. */
public record DirectorMetadata(
    String device,
    long version,
    Instant expires,
    byte[] timestamp,
    byte[] snapshot,
    byte[] targets) {

  /** The file of this name: {@code timestamp.json}, {@code {n}.snapshot.json} or the targets. */
  public Optional<byte[]> find(String name) {
    if (name.equals("timestamp.json")) {
      return Optional.of(timestamp);
    }
    if (name.equals(snapshotName())) {
      return Optional.of(snapshot);
    }
    return name.equals(targetsName()) ? Optional.of(targets) : Optional.empty();
  }

  public String snapshotName() {
    return version + ".snapshot.json";
  }

  public String targetsName() {
    return version + ".targets.json";
  }
}

package dev.fieldcare.firmware.carried;

import static dev.fieldcare.firmware.carried.PackageCheck.refused;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.tuf.Delegation;
import dev.fieldcare.firmware.tuf.Metadata;
import dev.fieldcare.firmware.tuf.RoleKeys;
import dev.fieldcare.firmware.tuf.Root;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One repository's metadata in a package, verified from a root that is trusted already. */
final class RepositoryCheck {
  private final String repository;
  private final Map<String, byte[]> files;
  private final Instant now;

  /**
   * @param repository its name, for messages: {@code director}, {@code image}
   * @param files by their names in its folder {@code metadata}
   */
  RepositoryCheck(String repository, Map<String, byte[]> files, Instant now) {
    this.repository = repository;
    this.files = files;
    this.now = now;
  }

  /** The targets file, and the snapshot it was named by. */
  record Verified(Metadata targets, Metadata snapshot) {}

  Verified verify(List<Root> trusted) {
    Root root = newestRoot(trusted);
    Metadata timestamp = signed("timestamp.json", root.role(Root.TIMESTAMP), Root.TIMESTAMP);
    Metadata snapshot = named("snapshot.json", timestamp, root.role(Root.SNAPSHOT), Root.SNAPSHOT);
    Metadata targets = named("targets.json", snapshot, root.role(Root.TARGETS), Root.TARGETS);
    return new Verified(targets, snapshot);
  }

  /** The role a model is delegated to. */
  Metadata model(Verified top, String model) {
    Delegation delegation = Delegation.parse(top.targets(), name("targets.json")).get(model);
    if (delegation == null) {
      throw refused("DISAGREE", name("targets.json") + " that delegates " + model, "none");
    }
    return named(model + ".json", top.snapshot(), delegation.keys(), Root.TARGETS);
  }

  private Root newestRoot(List<Root> trusted) {
    Root current = anchor(trusted);
    for (byte[] next = after(current); next != null; next = after(current)) {
      String file = name((current.version() + 1) + ".root.json");
      try {
        current = current.checkNext(Root.parse(next, file), file);
      } catch (Problem e) {
        throw refused("ROOT", "the root that follows", e.message());
      }
    }
    mustHold(current.metadata(), current.version() + ".root.json");
    return current;
  }

  private byte @Nullable [] after(Root root) {
    return files.get((root.version() + 1) + ".root.json");
  }

  /**
   * The root of this chain that is trusted as it is, or else its first one, if keys that are
   * trusted as roots have signed it: one root file then vouches for both repositories.
   */
  private Root anchor(List<Root> trusted) {
    for (Root each : trusted) {
      byte[] here = files.get(each.version() + ".root.json");
      if (here != null
          && Arrays.equals(root(here, each).metadata().message(), each.metadata().message())) {
        return each;
      }
    }
    byte[] first = files.get("1.root.json");
    for (Root each : trusted) {
      if (first != null && each.role(Root.ROOT).haveSigned(root(first, each).metadata())) {
        return root(first, each).checkFirst(name("1.root.json"));
      }
    }
    throw refused("ROOT", name("a chain of roots from the one that is trusted"), "another");
  }

  private Root root(byte[] bytes, Root version) {
    return Root.parse(bytes, name(version.version() + ".root.json"));
  }

  /** A file as the one above names it: version, length, hash. */
  private Metadata named(String name, Metadata above, RoleKeys keys, String type) {
    JsonNode meta = above.signed().path("meta").path(name);
    if (!meta.path("version").canConvertToLong()) {
      throw refused("MIXED", name(name) + " named by the file above", "none");
    }
    String file = meta.path("version").longValue() + "." + name;
    byte[] bytes = bytes(file);
    boolean isLong = meta.has("length") && meta.path("length").longValue() != bytes.length;
    JsonNode hash = meta.at("/hashes/sha256");
    if (isLong || (hash.isTextual() && !hash.asText().equals(Json.sha256Hex(bytes)))) {
      throw refused("MIXED", name(file) + " with the length and hash that are named", "others");
    }
    Metadata read = signed(file, keys, type);
    if (read.version() != meta.path("version").longValue()) {
      throw refused("MIXED", name(file) + " of that version", "version " + read.version());
    }
    return read;
  }

  private Metadata signed(String file, RoleKeys keys, String type) {
    Metadata read = Metadata.parse(bytes(file), name(file));
    if (!keys.haveSigned(read)) {
      throw refused("SIGNATURE", name(file) + " signed by its role", "too few good signatures");
    }
    if (!read.type().equals(type)) {
      throw refused("SIGNATURE", name(file) + " of type " + type, read.type());
    }
    mustHold(read, file);
    return read;
  }

  private void mustHold(Metadata metadata, String file) {
    if (!now.isBefore(metadata.expires())) {
      throw refused(
          "EXPIRED", name(file) + " that holds at " + now, "expired at " + metadata.expires());
    }
  }

  private byte[] bytes(String file) {
    byte[] bytes = files.get(file);
    if (bytes == null) {
      throw refused("MIXED", name(file), "no such file");
    }
    return bytes;
  }

  private String name(String file) {
    return repository + "/metadata/" + file;
  }
}

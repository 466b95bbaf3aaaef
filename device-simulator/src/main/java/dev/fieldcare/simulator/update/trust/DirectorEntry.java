package dev.fieldcare.simulator.update.trust;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/** What the director wants of this device: one entry of its targets. */
record DirectorEntry(
    Target target, String hardwareId, String release, long counter, String action) {
  private static final String WHOLE_MODEL = "*";

  /**
   * The entry for this device; empty if there is none at all.
   *
   * @param wholeModel whether an entry for every device of the model is taken, as from a package
   */
  static Optional<DirectorEntry> find(TargetsFile targets, DeviceFacts device, boolean wholeModel) {
    String file = targets.file().name();
    if (targets.targets().isEmpty()) {
      return Optional.empty();
    }
    if (targets.targets().size() > 1) {
      throw new Refusal(
          Rule.WRONG_DEVICE,
          file
              + ": expected one image for "
              + device.device()
              + ", found "
              + targets.targets().size());
    }
    Target target = targets.targets().values().iterator().next();
    Map<String, JsonNode> ecus = Fields.members(target.custom(), "ecus", file);
    String name = ecus.size() == 1 ? ecus.keySet().iterator().next() : "" + ecus.keySet();
    boolean meant = name.equals(device.device()) || wholeModel && name.equals(WHOLE_MODEL);
    if (!meant) {
      throw new Refusal(
          Rule.WRONG_DEVICE, file + ": it is for " + name + ", not " + device.device());
    }
    JsonNode ecu = ecus.values().iterator().next();
    return Optional.of(
        new DirectorEntry(
            target,
            Fields.text(ecu, "hardwareId", file),
            Fields.text(target.custom(), "release", file),
            Fields.number(target.custom(), "counter", file),
            target.custom().path("action").asText("")));
  }

  String path() {
    return target.path();
  }

  String sha256() {
    return target.sha256();
  }

  void requireHardware(DeviceFacts device) {
    if (!hardwareId.equals(device.hardwareId())) {
      throw new Refusal(
          Rule.INCOMPATIBLE,
          "the director's image is for hardware "
              + hardwareId
              + "; this is "
              + device.hardwareId());
    }
  }

  /** The hint at a delta from what the device runs. */
  Optional<Assignment.Delta> delta(DeviceFacts device) {
    JsonNode hint = target.custom().path("delta");
    if (!hint.isObject() || !hint.path("precursor").asText().equals(device.sha256())) {
      return Optional.empty();
    }
    String file = "the director's delta";
    return Optional.of(
        new Assignment.Delta(
            Fields.text(hint, "path", file),
            Fields.number(hint, "length", file),
            Fields.sha256(hint, "sha256", file)));
  }

  Verdict.Running running() {
    return new Verdict.Running(release, counter, sha256(), action);
  }

  Assignment assignment(Optional<Assignment.Delta> delta) {
    return new Assignment(path(), target.length(), sha256(), release, counter, action, delta);
  }
}

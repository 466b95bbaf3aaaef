package dev.fieldcare.gateway;

import org.jspecify.annotations.Nullable;

/** Listens for the names under which ThingsBoard's clients tell their firmware. */
final class FirmwareNames {
  private @Nullable String version;
  private @Nullable String checksum;

  /** Whether the name was one of these. */
  boolean hear(String name, String text) {
    switch (name) {
      case "fw_version", "current_fw_version" -> version = text;
      case "fw_checksum", "current_fw_checksum" -> checksum = text;
      case "fw_title", "current_fw_title", "fw_state", "fw_error", "fw_checksum_algorithm" -> {}
      default -> {
        return false;
      }
    }
    return true;
  }

  boolean heard() {
    return version != null;
  }

  @Nullable String version() {
    return version;
  }

  @Nullable String sha256() {
    return checksum;
  }
}

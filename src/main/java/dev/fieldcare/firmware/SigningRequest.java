package dev.fieldcare.firmware;

import dev.fieldcare.firmware.tuf.Metadata;
import dev.fieldcare.firmware.tuf.RoleKeys;

/**
 * What the keys of a model are asked to sign: the next file of its role, with the release in it.
 */
public record SigningRequest(Release release, Metadata metadata, RoleKeys role) {

  public boolean isComplete() {
    return role.haveSigned(metadata);
  }
}

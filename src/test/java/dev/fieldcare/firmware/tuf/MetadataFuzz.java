package dev.fieldcare.firmware.tuf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fieldcare.base.Problem;

/**
 * Whatever bytes come as metadata, they are read or refused by name; nothing strange is trusted.
 */
class MetadataFuzz {
  private static final RoleKeys ROLE =
      RoleKeys.of(1, java.util.List.of(KeySigner.generate(TufKey.Algorithm.ED25519).key()));

  @FuzzTest
  void metadata(byte[] bytes) {
    try {
      Metadata metadata = Metadata.parse(bytes, "fuzz.json");
      assertFalse(ROLE.haveSigned(metadata));
      assertArrayEquals(metadata.message(), Metadata.parse(metadata.json(), "again").message());
    } catch (Problem refused) {
      // by name
    }
  }

  @FuzzTest
  void roots_and_delegations(byte[] bytes) {
    try {
      Root root = Root.parse(bytes, "fuzz.json");
      root.checkFirst("fuzz.json");
    } catch (Problem refused) {
      // by name
    }
    try {
      Delegation.parse(Metadata.parse(bytes, "fuzz.json"), "fuzz.json");
    } catch (Problem refused) {
      // by name
    }
  }
}

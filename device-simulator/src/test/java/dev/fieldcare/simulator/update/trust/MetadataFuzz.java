package dev.fieldcare.simulator.update.trust;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fieldcare.simulator.update.trust.FullVerification.Route;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** Whatever bytes a repository serves: a refusal by a rule, never anything else. */
class MetadataFuzz {
  private static final Vendor VENDOR = new Vendor();

  @FuzzTest(maxDuration = "10s")
  void any_bytes_as_a_metadata_file_are_refused_by_a_rule(byte[] bytes) throws IOException {
    for (String type : new String[] {"root", "timestamp", "snapshot", "targets"}) {
      try {
        read(type, bytes);
      } catch (Refusal e) {
        continue; // that is what refusals are for
      }
    }
    MetadataSource source =
        (name, atMost) -> name.equals("timestamp.json") ? Optional.of(bytes) : Optional.empty();
    Verdict verdict =
        new FullVerification(
                Vendor.device(new byte[1]),
                VENDOR.shipped(),
                Route.ONLINE,
                source,
                source,
                Instant.EPOCH)
            .verdict();
    if (!(verdict instanceof Verdict.Refused)) {
      throw new AssertionError("believed " + bytes.length + " bytes of a stranger");
    }
  }

  private static void read(String type, byte[] bytes) {
    if (type.equals("root")) {
      RootFile.parse("fuzz", bytes);
      return;
    }
    SignedFile file = SignedFile.parse("fuzz", type, bytes);
    file.version();
    file.requireFresh(Instant.EPOCH);
    if (type.equals("targets")) {
      DirectorEntry.find(TargetsFile.parse(file), Vendor.device(new byte[1]), true);
    }
  }
}

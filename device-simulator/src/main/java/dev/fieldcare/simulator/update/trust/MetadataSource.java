package dev.fieldcare.simulator.update.trust;

import java.io.IOException;
import java.util.Optional;

/** Where metadata files come from: a repository on the network, or a package. */
public interface MetadataSource {

  /**
   * The file, or empty if there is none. Reads no more than {@code atMost} + 1 bytes, so that one
   * byte too many can be told from a file that is as long as it may be.
   *
   * @param name such as {@code 3.snapshot.json}
   * @throws IOException if it could not be asked, which says nothing of the file
   */
  Optional<byte[]> read(String name, int atMost) throws IOException;
}

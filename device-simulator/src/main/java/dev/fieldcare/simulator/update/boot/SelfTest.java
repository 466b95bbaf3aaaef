package dev.fieldcare.simulator.update.boot;

import dev.fieldcare.simulator.update.disk.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a new image checks of itself and the device before it may stay. */
public interface SelfTest {

  /** The complaint, or empty if all is well. */
  Optional<String> complaint(Disk disk, Slot running) throws IOException;

  /** An image that is to fail says so in its first 4 KB. */
  SelfTest BY_CONTENT =
      (disk, running) -> {
        var head = new byte[4_096];
        int read = disk.read(running.file(), 0, head, head.length);
        String text = new String(head, 0, Math.max(0, read), StandardCharsets.ISO_8859_1);
        return text.contains("fieldcare-self-test: fail")
            ? Optional.of("the image says of itself that it is not well")
            : Optional.empty();
      };
}

package dev.fieldcare.simulator.update;

import com.github.luben.zstd.ZstdInputStream;
import dev.fieldcare.simulator.update.boot.BootState;
import dev.fieldcare.simulator.update.boot.DeviceStore;
import dev.fieldcare.simulator.update.disk.Durable;
import dev.fieldcare.simulator.update.trust.Assignment;
import dev.fieldcare.simulator.update.trust.Refusal;
import dev.fieldcare.simulator.update.trust.Rule;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * The short way to an image: a zstd frame whose window reaches back into the image that runs. Only
 * the bytes that come out count; they are held to the same hash as a whole image.
 */
final class Patch {
  /** Beyond, precursor and patch would not fit into a device's memory. */
  private static final long LARGEST = 256_000_000;

  private static final int WINDOW_LOG = 27;

  private final DeviceStore store;
  private final ImageSource images;
  private final Assignment.Delta delta;

  Patch(DeviceStore store, ImageSource images, Assignment.Delta delta) {
    this.store = store;
    this.images = images;
    this.delta = delta;
  }

  /** Whether the idle slot now holds the image; if not, why does not matter. */
  boolean apply(SlotWriter idle, Assignment wanted) {
    try {
      BootState boot = store.boot();
      if (boot.image().length() > LARGEST || delta.length() > LARGEST) {
        return false;
      }
      byte[] patch = fetch();
      byte[] precursor = Durable.read(store.disk(), boot.good().file()).orElse(new byte[0]);
      if (!Hash.hex(precursor).equals(boot.image().sha256())) {
        return false;
      }
      try (var made = new ZstdInputStream(new ByteArrayInputStream(patch))) {
        made.setLongMax(WINDOW_LOG);
        made.setDict(precursor);
        idle.writeMade(made, delta.path(), wanted.length(), wanted.sha256());
      }
      return true;
    } catch (IOException | Refusal e) {
      return false;
    }
  }

  private byte[] fetch() throws IOException {
    try (ImageSource.Content content = images.open(delta.file(), 0, "")) {
      byte[] bytes = content.bytes().readNBytes(Math.toIntExact(delta.length()) + 1);
      if (bytes.length != delta.length() || !Hash.hex(bytes).equals(delta.sha256())) {
        throw new Refusal(Rule.HASH, delta.path() + " is not what was signed");
      }
      return bytes;
    }
  }
}

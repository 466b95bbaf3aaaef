package dev.fieldcare.simulator.update.stick;

import dev.fieldcare.simulator.update.disk.Disk;
import dev.fieldcare.simulator.update.disk.Durable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The receipt a device has not been able to hand in yet; the latest one, which tells all. */
public final class ReceiptBox {
  private static final String FILE = "receipt.jws";

  private final Disk disk;

  public ReceiptBox(Disk disk) {
    this.disk = disk;
  }

  public void put(String receipt) throws IOException {
    Durable.replace(disk, FILE, receipt.getBytes(StandardCharsets.US_ASCII));
  }

  public Optional<String> find() throws IOException {
    return Durable.read(disk, FILE).map(bytes -> new String(bytes, StandardCharsets.US_ASCII));
  }

  /** It was handed in; another that came in the meantime stays. */
  public void handedIn(String receipt) throws IOException {
    if (find().filter(receipt::equals).isPresent()) {
      disk.delete(FILE);
      disk.syncNames();
    }
  }
}

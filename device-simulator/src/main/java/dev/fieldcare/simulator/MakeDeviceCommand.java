package dev.fieldcare.simulator;

import dev.fieldcare.simulator.update.boot.DeviceStore;
import dev.fieldcare.simulator.update.boot.FactoryImage;
import dev.fieldcare.simulator.update.disk.FolderDisk;
import dev.fieldcare.simulator.update.trust.RepositoryTrust;
import dev.fieldcare.simulator.update.trust.Trusted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code make-device}: what a factory does, once: an image, two roots, a name. */
@Command(
    name = "make-device",
    mixinStandardHelpOptions = true,
    description = "Makes the disk of a device as it leaves the factory.",
    footerHeading = "%nExample:%n",
    footer = {
      "  ./fieldcare make-device --store d-17 --device d-17 --model gateway-x1 \\",
      "      --director-root director-1.root.json --image-root image-1.root.json --token TOKEN"
    })
final class MakeDeviceCommand implements Callable<Integer> {
  @Option(
      names = "--store",
      required = true,
      paramLabel = "DIR",
      description = "The folder to make.")
  private Path store = Path.of("");

  @Option(names = "--device", required = true, paramLabel = "ID", description = "Its id.")
  private String device = "";

  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      description = "Its hardware id.")
  private String model = "";

  @Option(
      names = "--director-root",
      required = true,
      paramLabel = "FILE",
      description = "The director repository's root it is to trust first.")
  private Path directorRoot = Path.of("");

  @Option(
      names = "--image-root",
      required = true,
      paramLabel = "FILE",
      description = "The image repository's root it is to trust first.")
  private Path imageRoot = Path.of("");

  @Option(names = "--token", paramLabel = "TOKEN", description = "Its token.")
  private @Nullable String token;

  @Option(
      names = "--revision",
      paramLabel = "R",
      defaultValue = "B",
      description = "Its hardware revision. Default: ${DEFAULT-VALUE}.")
  private String revision = "B";

  @Option(
      names = "--bootloader",
      paramLabel = "V",
      defaultValue = "2.1",
      description = "Its bootloader's version. Default: ${DEFAULT-VALUE}.")
  private String bootloader = "2.1";

  @Option(
      names = "--release",
      paramLabel = "V",
      defaultValue = FactoryImage.RELEASE,
      description = "The version it runs. Default: ${DEFAULT-VALUE}.")
  private String release = FactoryImage.RELEASE;

  @Option(
      names = "--counter",
      paramLabel = "N",
      defaultValue = "0",
      description = "The release counter of what it runs. Default: ${DEFAULT-VALUE}.")
  private long counter;

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description = "The image it runs. Default: a few bytes that stand for one.")
  private @Nullable Path image;

  @Override
  public Integer call() throws IOException {
    var made = new DeviceStore(new FolderDisk(store));
    if (made.isProvisioned()) {
      throw new Failure(
          "--store: " + store + " is the disk of " + made.who().device() + " already");
    }
    byte[] bytes = image == null ? FactoryImage.of(model, release) : Files.readAllBytes(image);
    var trusted =
        new Trusted(
            RepositoryTrust.shipped(read(directorRoot)),
            RepositoryTrust.shipped(read(imageRoot)),
            Instant.EPOCH);
    if (token != null) {
      made.keepToken(token);
    }
    made.provision(
        new DeviceStore.Who(device, model, revision, bootloader), bytes, release, counter, trusted);
    System.err.println(device + ", a " + model + " that runs " + release + ", in " + store);
    return 0;
  }

  private static byte[] read(Path root) throws IOException {
    if (!Files.isRegularFile(root)) {
      throw new Failure("no such root: " + root);
    }
    return Files.readAllBytes(root);
  }
}

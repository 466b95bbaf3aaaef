package dev.fieldcare.simulator;

import dev.fieldcare.simulator.update.boot.DeviceStore;
import dev.fieldcare.simulator.update.boot.Image;
import dev.fieldcare.simulator.update.boot.Outcome;
import dev.fieldcare.simulator.update.boot.SelfTest;
import dev.fieldcare.simulator.update.disk.FolderDisk;
import dev.fieldcare.simulator.update.stick.Receipt;
import dev.fieldcare.simulator.update.stick.ReceiptBox;
import dev.fieldcare.simulator.update.stick.ReceiptKey;
import dev.fieldcare.simulator.update.stick.Stick;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code install-package}: a device without a network is given a package. */
@Command(
    name = "install-package",
    mixinStandardHelpOptions = true,
    description = {
      "Gives an update package to a device that has no network. The device verifies it by itself,",
      "from the roots it left the factory with, installs it into its idle slot, boots it, and",
      "signs a receipt."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  A device leaves the factory (once):",
      "    ./fieldcare make-device --store d-17 --device d-17 --model gateway-x1 \\",
      "        --director-root director-1.root.json --image-root image-1.root.json --token TOKEN",
      "  It is given a package:",
      "    ./fieldcare install gateway-x1-1.5.0.fcpkg --store d-17",
      "",
      "Exit status: 0 the device runs it, 1 it refused or went back (the code says why),",
      "2 wrong usage."
    })
final class InstallPackageCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The package, FILE.fcpkg.")
  private Path file = Path.of("");

  @Option(
      names = "--store",
      required = true,
      paramLabel = "DIR",
      description = "The device's disk: a folder made by make-device or by simulate --firmware.")
  private Path store = Path.of("");

  @Option(
      names = "--receipt",
      paramLabel = "FILE",
      description = "Where to write the receipt. Default: FILE with .receipt behind it.")
  private @Nullable Path receipt;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description =
          "The private key of the device's certificate (PKCS#8, PEM), to sign the receipt with."
              + " Default: the device's token.")
  private @Nullable Path key;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "The device's token. Default: the one in its store.")
  private @Nullable String token;

  @Option(
      names = "--clock-ahead",
      paramLabel = "P400D",
      defaultValue = "PT0S",
      description = "How far the device's clock is ahead, to try expiry. Default: not at all.")
  private Duration ahead = Duration.ZERO;

  @Override
  public Integer call() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new Failure("no such package: " + file);
    }
    if (!Files.isDirectory(store)) {
      throw new Failure("--store: no such folder: " + store);
    }
    var device = new DeviceStore(new FolderDisk(store));
    ReceiptKey signing = signing(device);
    Clock clock = Clock.offset(Clock.systemUTC(), ahead);
    Outcome outcome =
        new Stick(device, SelfTest.BY_CONTENT, clock)
            .install(
                file,
                (state, progress) -> System.err.printf("%s %.0f %%%n", state, 100 * progress));
    String signed = Receipt.of(device.who().device(), outcome, signing);
    Path to = receipt != null ? receipt : Path.of(file + ".receipt");
    Files.writeString(to, signed + "\n");
    new ReceiptBox(device.disk()).put(signed);
    explain(device, outcome, to);
    System.out.println(signed);
    return outcome.result() == Outcome.Result.CONFIRMED ? 0 : 1;
  }

  private ReceiptKey signing(DeviceStore device) throws IOException {
    if (key != null) {
      return ReceiptKey.read(key);
    }
    String known = token != null ? token : device.token().orElse("");
    if (known.isEmpty()) {
      throw new Failure("nothing to sign the receipt with: expected --token or --key");
    }
    return ReceiptKey.ofToken(known);
  }

  private static void explain(DeviceStore device, Outcome outcome, Path receipt)
      throws IOException {
    Image runs = device.boot().image();
    String why = outcome.rule() == null ? "" : " " + outcome.rule() + ": " + outcome.detail();
    System.err.println(
        device.who().device()
            + ": "
            + outcome.result().code()
            + why
            + "\nruns "
            + runs.release()
            + " from "
            + device.boot().good().file()
            + "\nreceipt "
            + receipt);
  }
}

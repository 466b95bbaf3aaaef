package dev.fieldcare.commands;

import dev.fieldcare.Settings;
import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.ServerKeys;
import dev.fieldcare.firmware.carried.CarriedPackage;
import dev.fieldcare.firmware.carried.FolderPackages;
import dev.fieldcare.firmware.carried.PackageCheck;
import dev.fieldcare.registry.Registration;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The files a package is made of where there is no server. */
final class FolderExport {
  @Option(
      names = "--from",
      required = true,
      paramLabel = "DIR",
      description = "The image repository's files, firmware-repo/ or a copy of it.")
  private Path from;

  @Option(
      names = "--director-keys",
      required = true,
      paramLabel = "DIR",
      description = {
        "The folder that firmware.keys.dir names on the server, or a copy: the director's key, and"
            + " the roots that devices ship with.",
        "Where snapshot's and timestamp's keys lie there, too, the package holds for"
            + " firmware.expiry.package, else until the repository's own timestamp expires."
      })
  private Path keys;

  @Option(
      names = "--keys-password-file",
      paramLabel = "FILE",
      description = "The file with the password of those keys; without it they have none.")
  private @Nullable Path passwordFile;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  FolderExport() {}

  /** Writes the package and verifies it as a device would. */
  void write(
      @Nullable String device, String model, @Nullable String release, Path to, PrintWriter said)
      throws IOException {
    if (device != null && !Registration.ID.matcher(device).matches()) {
      throw Problem.badInput("device.id", "expected a device's id, found " + device);
    }
    Settings settings =
        Settings.load(Path.of(System.getProperty("fieldcare.home", ".")), System.getenv());
    char[] password = passwordFile == null ? null : KeyHolder.read(passwordFile);
    Clock clock = Clock.systemUTC();
    FolderPackages packages =
        FolderPackages.open(
            from,
            ServerKeys.configured(keys, password),
            settings.duration("firmware.expiry.package"),
            clock);
    CarriedPackage made = packages.make(device, model, release);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to))) {
      made.writeTo(out);
    }
    PackageCheck.Contents found = PackageCheck.verify(to, packages.roots(), clock.instant());
    tell(packages, made, found, clock.instant(), said);
  }

  private static void tell(
      FolderPackages packages,
      CarriedPackage made,
      PackageCheck.Contents found,
      Instant now,
      PrintWriter said) {
    said.println(
        "export: release "
            + found.release()
            + " for "
            + (found.device().equals("*") ? "every " + found.hardwareId() : found.device())
            + ", holds until "
            + made.expires());
    if (!packages.renews()) {
      said.println("export: snapshot and timestamp are the repository's own: their keys are away");
    } else if (packages.expiry().isBefore(now)) {
      said.println(
          "export: these files were last signed to hold until "
              + packages.expiry()
              + ": what was published or withdrawn since is not in them");
    }
  }
}

package dev.fieldcare.commands;

import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.carried.PackageCheck;
import dev.fieldcare.firmware.tuf.Root;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Verifies an upgrade package with no network, from roots that are trusted. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = "Verifies an upgrade package as a device would; needs no network.")
final class FirmwareVerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private static final long LARGEST_ROOT = 512 << 10;

  @Parameters(index = "0", paramLabel = "FILE", description = "The package, ….fcpkg.")
  private Path file;

  @Option(
      names = "--root",
      required = true,
      paramLabel = "ROOT.json",
      description =
          "A root the device ships with. Give both repositories' where their root keys differ.")
  private List<Path> roots;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  FirmwareVerifyCommand() {}

  @Override
  public Integer call() {
    var trusted = new ArrayList<Root>();
    for (Path each : roots) {
      trusted.add(read(each));
    }
    PackageCheck.Contents found = PackageCheck.verify(file, trusted, Instant.now());
    out().println("  device     " + (found.device().equals("*") ? "any" : found.device()));
    out().println("  hardware   " + found.hardwareId());
    out().println("  release    " + found.release() + " (counter " + found.counter() + ")");
    out().println("  image      " + found.target() + ", " + found.length() + " bytes");
    out().println("  sha256     " + found.sha256());
    out().println("verified: " + file);
    return 0;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private static Root read(Path file) {
    try {
      if (Files.size(file) > LARGEST_ROOT) {
        throw Problem.badInput("root.large", file + ": expected a root of at most 512 KB");
      }
      return Root.parse(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      throw new Problem(Problem.Kind.BAD_INPUT, "root.file", file + " cannot be read: " + e, e);
    }
  }
}

package dev.fieldcare.commands;

import dev.fieldcare.firmware.formats.CmsSigner;
import dev.fieldcare.firmware.formats.SwuPacker;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a signed .swu of an image. */
@Command(
    name = "pack",
    mixinStandardHelpOptions = true,
    description = "Packs an image as a signed .swu for SWUpdate.")
final class FirmwarePackCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "IMAGE", description = "The image.")
  private Path image;

  @Option(names = "--version", required = true, description = "Of the software in it.")
  private String version;

  @Option(
      names = "--to",
      required = true,
      description = "Where the device writes it: a block device below /dev, or a file.")
  private String place;

  @Option(
      names = "--hardware",
      required = true,
      split = ",",
      description = "Hardware revisions it fits, as in swupdate -H board:REVISION.")
  private List<String> hardware;

  @Option(names = "--cert", required = true, description = "The signer's certificate, PEM.")
  private Path certificate;

  @Option(names = "--key", required = true, description = "The signer's key, RSA or EC, PEM.")
  private Path key;

  @Option(names = "--pss", description = "Sign by RSA-PSS instead of PKCS#1 v1.5.")
  private boolean isPss;

  @Option(names = "--out", required = true, description = "The .swu to write.")
  private Path out;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  FirmwarePackCommand() {}

  @Override
  public Integer call() {
    var order = new SwuPacker.Order(image, version, place, hardware);
    SwuPacker.pack(order, CmsSigner.read(certificate, key, isPss), out);
    spec.commandLine().getOut().println(out);
    return 0;
  }
}

package dev.fieldcare.commands;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Packs images, exports upgrade packages and verifies them. */
@Command(
    name = "firmware",
    description = "Packs images, exports upgrade packages and verifies them.",
    mixinStandardHelpOptions = true,
    subcommands = {
      FirmwarePackCommand.class,
      FirmwareExportCommand.class,
      FirmwareVerifyCommand.class
    })
final class FirmwareCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the field
  FirmwareCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: pack, export or verify");
  }
}

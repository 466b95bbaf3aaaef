package dev.fieldcare.commands;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Everything about firmware: images, releases and packages, and the keys that sign them. */
@Command(
    name = "firmware",
    description = "Images, releases, the keys that sign them, and packages for a stick.",
    mixinStandardHelpOptions = true,
    subcommands = {
      FirmwareUploadCommand.class,
      FirmwareSignCommand.class,
      FirmwarePublishCommand.class,
      KeysCommand.class,
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
    throw new ParameterException(
        spec.commandLine(),
        "say what to do: upload, signing, publish, keys, pack, export or verify");
  }
}

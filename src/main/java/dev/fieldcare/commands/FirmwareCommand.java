package dev.fieldcare.commands;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Everything about firmware: images and releases on a server, keys on files alone. */
@Command(
    name = "firmware",
    description = "Images, releases and the keys that sign them.",
    mixinStandardHelpOptions = true,
    subcommands = {
      FirmwareUploadCommand.class,
      FirmwareSignCommand.class,
      FirmwarePublishCommand.class,
      KeysCommand.class
    })
final class FirmwareCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  FirmwareCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: upload, signing, publish or keys");
  }
}

package dev.fieldcare.commands;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is done with signing keys, on files alone: no server, no network. */
@Command(
    name = "keys",
    description = "Makes, rotates and uses signing keys, on files alone: for an offline machine.",
    mixinStandardHelpOptions = true,
    subcommands = {
      KeysInitCommand.class,
      KeysRotateCommand.class,
      KeysSignCommand.class,
      KeysShowCommand.class
    })
final class KeysCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  KeysCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: init, rotate, sign or show");
  }
}

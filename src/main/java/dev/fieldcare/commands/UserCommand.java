package dev.fieldcare.commands;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Who may sign in, for who has the database and not, or not yet, a password. */
@Command(
    name = "user",
    description = "Adds users, gives them passwords, lists, locks and unlocks them.",
    mixinStandardHelpOptions = true,
    subcommands = {
      UserAddCommand.class,
      UserPasswordCommand.class,
      UserListCommand.class,
      UserLockCommand.class,
      UserUnlockCommand.class
    })
final class UserCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the field
  UserCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: add, password, list, lock or unlock");
  }
}

package dev.fieldcare.commands;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Keeps a user out: their sessions and tokens end, and no password lets them in. */
@Command(
    name = "lock",
    description = "Keeps a user out: ends their sessions and tokens, and lets them in no more.",
    mixinStandardHelpOptions = true)
final class UserLockCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "USER", description = "Whom.")
  private String user;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  UserLockCommand() {}

  @Override
  public Integer call() {
    UserDesk.with(signIn -> signIn.disable(user, true, UserDesk.actor()));
    spec.commandLine().getOut().println(user + " is locked");
    return 0;
  }
}

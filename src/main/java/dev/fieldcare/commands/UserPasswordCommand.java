package dev.fieldcare.commands;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gives a user another password, which ends their sessions. */
@Command(
    name = "password",
    description =
        "Gives a user a password that is good until the next sign-in; ends their sessions.",
    mixinStandardHelpOptions = true)
final class UserPasswordCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "USER", description = "Whose.")
  private String user;

  @Mixin private AskedPassword password;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  UserPasswordCommand() {}

  @Override
  public Integer call() {
    var given = password.ask(user);
    var reset = UserDesk.with(signIn -> signIn.reset(user, given.orElse(null), UserDesk.actor()));
    var out = spec.commandLine().getOut();
    out.println(user + " has to choose another password at the next sign-in");
    if (reset.password() != null) {
      out.println("password: " + reset.password());
    }
    return 0;
  }
}

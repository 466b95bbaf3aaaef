package dev.fieldcare.commands;

import dev.fieldcare.api.signin.User;
import io.vertx.core.Future;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets a user in again who was locked, by somebody or by too many wrong passwords. */
@Command(
    name = "unlock",
    description = "Lets a user in again who was locked, or who typed too many wrong passwords.",
    mixinStandardHelpOptions = true)
final class UserUnlockCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "USER", description = "Whom.")
  private String user;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  UserUnlockCommand() {}

  @Override
  public Integer call() {
    UserDesk.with(
        signIn -> {
          User found = signIn.users().get(user);
          Future<User> enabled =
              found.isDisabled()
                  ? signIn.disable(user, false, UserDesk.actor())
                  : Future.succeededFuture(found);
          return enabled.compose(it -> signIn.unlock(user, UserDesk.actor()));
        });
    spec.commandLine().getOut().println(user + " may sign in");
    return 0;
  }
}

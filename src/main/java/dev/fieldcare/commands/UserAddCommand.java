package dev.fieldcare.commands;

import dev.fieldcare.api.signin.Profile;
import dev.fieldcare.base.Nearest;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Role;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds a user, who has to choose another password at the first sign-in. */
@Command(
    name = "add",
    description = "Adds a user, who chooses another password at the first sign-in.",
    mixinStandardHelpOptions = true)
final class UserAddCommand implements Callable<Integer> {
  private static final List<String> ROLES = Arrays.stream(Role.values()).map(Role::code).toList();

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "USER", description = "What they sign in as.")
  private String user;

  @Option(
      names = "--role",
      required = true,
      paramLabel = "ROLE",
      description =
          "admin, manager, support, field_engineer, release_engineer, quality, customer or viewer.")
  private String role;

  @Option(names = "--name", paramLabel = "NAME", description = "What others call them.")
  private @Nullable String name;

  @Option(names = "--customer", paramLabel = "ID", description = "Whose user it is.")
  private @Nullable String customer;

  @Option(names = "--email", paramLabel = "ADDRESS", description = "Where they get mail.")
  private @Nullable String email;

  @Option(names = "--language", paramLabel = "zh|en", description = "In which they read.")
  private @Nullable String language;

  @Mixin private AskedPassword password;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  UserAddCommand() {}

  @Override
  public Integer call() {
    Role known =
        Role.find(role)
            .orElseThrow(
                () ->
                    Problem.badInput(
                        "user.role",
                        "--role: expected one of "
                            + String.join(", ", ROLES)
                            + ", found "
                            + role
                            + Nearest.hint(role, ROLES)));
    var profile =
        new Profile(name == null ? user : name, known, customer, email, language).checked();
    var given = password.ask(user);
    var invited =
        UserDesk.with(signIn -> signIn.invite(user, profile, given.orElse(null), UserDesk.actor()));
    var out = spec.commandLine().getOut();
    out.println(user + " may sign in as " + known.code() + ", and has to choose another password");
    if (invited.password() != null) {
      out.println("password: " + invited.password());
    }
    return 0;
  }
}

package dev.fieldcare.commands;

import dev.fieldcare.api.signin.User;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints who may sign in. */
@Command(
    name = "list",
    description = "Prints who there is: name, role, state, when they last signed in.",
    mixinStandardHelpOptions = true)
final class UserListCommand implements Callable<Integer> {
  private record Line(User user, Optional<Instant> lockedUntil) {}

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Prints one JSON object a line.")
  private boolean asJson;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  UserListCommand() {}

  @Override
  public Integer call() {
    List<Line> lines =
        UserDesk.with(
            signIn ->
                Future.all(
                        signIn.users().list(Integer.MAX_VALUE, null).stream()
                            .map(
                                user ->
                                    signIn.lockedUntil(user.name()).map(it -> new Line(user, it)))
                            .toList())
                    .map(all -> all.<Line>list()));
    var out = spec.commandLine().getOut();
    for (Line line : lines) {
      out.println(asJson ? json(line) : text(line));
    }
    return 0;
  }

  private static String json(Line line) {
    return line.user()
        .toJson()
        .put("lockedUntil", line.lockedUntil().map(Instant::toString).orElse(null))
        .encode();
  }

  private static String text(Line line) {
    User user = line.user();
    String state =
        user.isDisabled()
            ? "locked"
            : line.lockedUntil().map(until -> "locked until " + until).orElse("active");
    return "%-24s %-16s %-10s %s"
        .formatted(
            user.name(),
            user.role().code(),
            state,
            user.signedInAt() == null ? "never signed in" : "signed in " + user.signedInAt());
  }
}

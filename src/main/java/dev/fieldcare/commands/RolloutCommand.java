package dev.fieldcare.commands;

import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonObject;
import java.io.Console;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Everything about releases that go out to many devices; each step of one is a command. */
@Command(
    name = "rollout",
    description = "Releases that go out to many devices in waves, gated by evidence.",
    mixinStandardHelpOptions = true,
    subcommands = {
      RolloutListCommand.class,
      RolloutShowCommand.class,
      RolloutTryCommand.class,
      RolloutCreateCommand.class,
      RolloutMembersCommand.class
    })
final class RolloutCommand implements Runnable {
  private static final String REASON = "--reason";
  private static final String WHY = "Why; the journal keeps it.";
  private static final String YES = "--yes";
  private static final String SURE = "Do not ask.";
  private static final String ID = "ID";

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the field
  RolloutCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "say what to do: list, show, try, create, members, submit, approve, start, pause, resume,"
            + " halt, back or cancel");
  }

  @Command(
      description = "Hands it in: somebody else can approve it.",
      mixinStandardHelpOptions = true)
  int submit(
      @Mixin FirmwareServer server,
      @Parameters(paramLabel = ID) String id,
      @Option(names = REASON, description = WHY) @Nullable String reason) {
    return step(server, id, "submitted", reason);
  }

  @Command(description = "Approves what somebody else handed in.", mixinStandardHelpOptions = true)
  int approve(
      @Mixin FirmwareServer server,
      @Parameters(paramLabel = ID) String id,
      @Option(names = REASON, description = WHY) @Nullable String reason) {
    return step(server, id, "approved", reason);
  }

  @Command(
      description = "Starts one that is approved: lots are drawn, the first wave opens.",
      mixinStandardHelpOptions = true)
  int start(
      @Mixin FirmwareServer server,
      @Parameters(paramLabel = ID) String id,
      @Option(names = REASON, description = WHY) @Nullable String reason) {
    return step(server, id, "running", reason, Set.of("approved"));
  }

  @Command(
      description = "Offers no more until it is resumed; what is under way goes on.",
      mixinStandardHelpOptions = true)
  int pause(
      @Mixin FirmwareServer server,
      @Parameters(paramLabel = ID) String id,
      @Option(names = REASON, description = WHY) @Nullable String reason) {
    return step(server, id, "paused", reason);
  }

  @Command(
      description = "Goes on after a pause or, with a reason, after a halt.",
      mixinStandardHelpOptions = true)
  int resume(
      @Mixin FirmwareServer server,
      @Parameters(paramLabel = ID) String id,
      @Option(names = REASON, description = WHY) @Nullable String reason) {
    return step(server, id, "running", reason, Set.of("paused", "halted"));
  }

  @Command(
      description = "Stops it and withdraws what has not begun; asks first.",
      mixinStandardHelpOptions = true)
  int halt(
      @Mixin FirmwareServer server,
      @Parameters(paramLabel = ID) String id,
      @Option(names = REASON, required = true, description = WHY) String reason,
      @Option(names = YES, description = SURE) boolean yes) {
    sure(yes, "Halt rollout " + id + "?");
    return step(server, id, "halted", reason);
  }

  @Command(
      description = "Brings its devices back by the plan's rollback release; asks first.",
      mixinStandardHelpOptions = true)
  int back(
      @Mixin FirmwareServer server,
      @Parameters(paramLabel = ID) String id,
      @Option(names = REASON, required = true, description = WHY) String reason,
      @Option(names = YES, description = SURE) boolean yes) {
    sure(yes, "Bring the devices of rollout " + id + " back?");
    return step(server, id, "rolling_back", reason);
  }

  @Command(description = "Ends it for good; asks first.", mixinStandardHelpOptions = true)
  int cancel(
      @Mixin FirmwareServer server,
      @Parameters(paramLabel = ID) String id,
      @Option(names = REASON, description = WHY) @Nullable String reason,
      @Option(names = YES, description = SURE) boolean yes) {
    sure(yes, "Cancel rollout " + id + "?");
    return step(server, id, "canceled", reason);
  }

  private static void sure(boolean yes, String question) {
    if (yes) {
      return;
    }
    Console console = System.console();
    if (console == null) {
      throw Problem.badInput("rollout.console", "there is no console to ask at: give " + YES);
    }
    if (!"yes".equals(console.readLine("%s Type yes: ", question))) {
      throw Problem.conflict("rollout.refused", "nothing was done");
    }
  }

  private int step(
      FirmwareServer server, String id, String to, @Nullable String reason, Set<String> from) {
    String found = server.send("GET", path(id), (JsonObject) null).getString("state");
    if (!from.contains(found)) {
      throw Problem.conflict(
          "rollout.transition",
          "rollout %s: expected one that is %s, found %s"
              .formatted(id, String.join(" or ", from.stream().sorted().toList()), found));
    }
    return step(server, id, to, reason);
  }

  private int step(FirmwareServer server, String id, String to, @Nullable String reason) {
    JsonObject body = new JsonObject().put("to", to);
    if (reason != null) {
      body.put("reason", reason);
    }
    JsonObject after = server.send("POST", path(id) + "/transitions", body);
    spec.commandLine()
        .getOut()
        .println("rollout %s: %s".formatted(id, RolloutPicture.words(after.getString("state"))));
    return 0;
  }

  /** Of one rollout; a text that is no number stays what the server calls unknown. */
  static String path(String id) {
    return "/api/v1/rollouts/" + RolloutDraft.encoded(id);
  }
}

package dev.fieldcare.commands;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a rollout, as a draft. */
@Command(
    name = "create",
    description = "Writes a rollout; it is a draft until it is submitted, approved and started.",
    mixinStandardHelpOptions = true)
final class RolloutCreateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FirmwareServer server;
  @Mixin private RolloutDraft draft;

  @Option(names = "--name", description = "What people call it.")
  private String name = "";

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  RolloutCreateCommand() {}

  @Override
  public Integer call() {
    JsonObject made = server.send("POST", "/api/v1/rollouts", draft.json().put("name", name));
    spec.commandLine()
        .getOut()
        .println("rollout %s: %s".formatted(made.getString("id"), made.getString("state")));
    return 0;
  }
}

package dev.fieldcare.commands;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists rollouts, newest first. */
@Command(
    name = "list",
    description = "Lists rollouts, newest first.",
    mixinStandardHelpOptions = true)
final class RolloutListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FirmwareServer server;

  @Option(names = "--model", description = "Only those of this model.")
  private @Nullable String model;

  @Option(names = "--state", description = "Only those in this state, as in running.")
  private @Nullable String state;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  RolloutListCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    String path =
        "/api/v1/rollouts?"
            + (model == null ? "" : "&model=" + RolloutDraft.encoded(model))
            + (state == null ? "" : "&state=" + RolloutDraft.encoded(state));
    RolloutDraft.each(server, path, each -> out.println(RolloutPicture.line(each)));
    return 0;
  }
}

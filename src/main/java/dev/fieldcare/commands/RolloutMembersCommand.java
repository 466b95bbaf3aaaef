package dev.fieldcare.commands;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the devices of a rollout. */
@Command(
    name = "members",
    description = "Lists the devices of a rollout and how each stands.",
    mixinStandardHelpOptions = true)
final class RolloutMembersCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FirmwareServer server;

  @Parameters(paramLabel = "ID")
  private String id;

  @Option(names = "--state", description = "Only those in this state, as in failed.")
  private @Nullable String state;

  @Option(names = "--wave", description = "Only those of this wave, from 1; 0: those held back.")
  private @Nullable Integer wave;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  RolloutMembersCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    String path =
        RolloutCommand.path(id)
            + "/members?"
            + (state == null ? "" : "&state=" + RolloutDraft.encoded(state))
            + (wave == null ? "" : "&wave=" + wave);
    RolloutDraft.each(server, path, each -> out.println(line(each)));
    return 0;
  }

  private static String line(JsonObject member) {
    int number = member.getInteger("wave");
    return "%-24s %-10s %-12s %s%s"
        .formatted(
            member.getString("device"),
            number == 0 ? "held back" : "wave " + number,
            RolloutPicture.words(member.getString("state")),
            Objects.toString(member.getString("reason"), ""),
            member.getBoolean("drawn") ? "" : " (first, for its ticket)")
        .stripTrailing();
  }
}

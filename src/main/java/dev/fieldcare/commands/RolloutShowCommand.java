package dev.fieldcare.commands;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows how far a rollout has come, and what its gates say. */
@Command(
    name = "show",
    description = "Shows how far a rollout has come wave by wave, and what its gates say.",
    mixinStandardHelpOptions = true)
final class RolloutShowCommand implements Callable<Integer> {
  private static final Set<String> OVER = Set.of("finished", "rolled_back", "canceled");
  private static final String FROM_THE_TOP = "\u001b[H\u001b[J";

  @Spec private CommandSpec spec;
  @Mixin private FirmwareServer server;

  @Parameters(paramLabel = "ID")
  private String id;

  @Option(
      names = "--watch",
      description = "Show it again whenever it changed, until it is over or somebody must decide.")
  private boolean watch;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  RolloutShowCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    List<String> shown = List.of();
    while (true) {
      JsonObject rollout = server.send("GET", RolloutCommand.path(id), (JsonObject) null);
      List<String> picture = RolloutPicture.of(rollout);
      if (!picture.equals(shown)) {
        show(out, picture, shown.isEmpty());
        shown = picture;
      }
      if (!watch || isOver(rollout)) {
        return 0;
      }
      TimeUnit.SECONDS.sleep(1);
    }
  }

  /** On a terminal over what was shown before, elsewhere below it. */
  private void show(PrintWriter out, List<String> picture, boolean isFirst) {
    if (watch && System.console() != null) {
      out.print(FROM_THE_TOP);
    } else if (!isFirst) {
      out.println();
    }
    picture.forEach(out::println);
    out.flush();
  }

  private static boolean isOver(JsonObject rollout) {
    String state = rollout.getString("state");
    boolean goesBack = rollout.getJsonObject("plan").getString("rollback") != null;
    return OVER.contains(state) || state.equals("halted") && !goesBack;
  }
}

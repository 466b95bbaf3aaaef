package dev.fieldcare.commands;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Publishes a signed release. */
@Command(
    name = "publish",
    description =
        "Publishes a signed release: from then on it can be delivered, and never changes.",
    mixinStandardHelpOptions = true)
final class FirmwarePublishCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FirmwareServer server;

  @Parameters(paramLabel = "RELEASE", description = "Its number.")
  private long release;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  FirmwarePublishCommand() {}

  @Override
  public Integer call() {
    JsonObject published = publish(server, release);
    spec.commandLine().getOut().println("release " + release + ": " + published.getString("state"));
    return 0;
  }

  static JsonObject publish(FirmwareServer server, long release) {
    return server.send(
        "POST",
        "/api/v1/releases/" + release + "/transitions",
        new JsonObject().put("to", "PUBLISHED"));
  }
}

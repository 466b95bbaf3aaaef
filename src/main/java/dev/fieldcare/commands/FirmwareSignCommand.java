package dev.fieldcare.commands;

import dev.fieldcare.firmware.tuf.AtomicFiles;
import dev.fieldcare.firmware.tuf.Metadata;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes what is to be signed for a release off the server, and brings signatures back. */
@Command(
    name = "signing",
    description = {
      "Fetches what the keys of a release's model have to sign, or brings it back signed.",
      "In between, on the machine with the keys: fieldcare firmware keys sign FILE"
    },
    mixinStandardHelpOptions = true)
final class FirmwareSignCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FirmwareServer server;

  @Parameters(paramLabel = "RELEASE", description = "Its number.")
  private long release;

  @Option(
      names = "--fetch",
      paramLabel = "FILE",
      description = "Where to write what is to be signed.")
  private @Nullable Path fetch;

  @Option(names = "--bring", paramLabel = "FILE", description = "What was signed.")
  private @Nullable Path bring;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  FirmwareSignCommand() {}

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    String path = "/api/v1/releases/" + release;
    Path wanted = fetch;
    if (wanted != null) {
      JsonObject request = server.send("GET", path + "/signing-request", (JsonObject) null);
      AtomicFiles.write(
          wanted, request.getJsonObject("metadata").encode().getBytes(StandardCharsets.UTF_8));
      out.println("SHA-256 of what is to be signed: " + request.getString("digest"));
    }
    Path file = bring;
    if (file != null) {
      byte[] bytes = AtomicFiles.get(file);
      var signatures =
          new JsonObject(Metadata.parse(bytes, file.toString()).json().toString())
              .getJsonArray("signatures");
      JsonObject answer =
          server.send("POST", path + "/signatures", new JsonObject().put("signatures", signatures));
      out.println("release " + release + ": " + answer.getString("state"));
    }
    return 0;
  }
}
